import OkoImaging

/// One thing, or all pixels of a class that belong to none, with its pixels cut out of the picture.
struct OutlinedThing {
  let classIndex: Int
  /// Whether its pixels are those of which nothing is known.
  let isIgnored: Bool
  let x: Int
  let y: Int
  let size: Size
  /// 1 inside, row by row.
  var mask: [UInt8]

  /// The things in `truth` in the order of their first pixels, without the background.
  ///
  /// What has several classes becomes a thing for each.
  static func all(in truth: SegmentationTruth, hasBackground: Bool) -> [OutlinedThing] {
    let size = truth.labels.size
    var numberOfKey: [UInt64: Int] = [:]
    var frames: [Frame] = []
    var numbers = [Int32](repeating: -1, count: truth.labels.labels.count)
    var last: (key: UInt64, number: Int) = (.max, -1)
    for place in numbers.indices {
      let label = truth.labels.labels[place]
      if hasBackground, label == 0 { continue }
      let id = label == LabelMap.ignored ? 0 : truth.instances?.ids[place] ?? 0
      let key = UInt64(id) << 8 | UInt64(label)
      if key != last.key {
        let number = numberOfKey[key] ?? frames.count
        if number == frames.count {
          numberOfKey[key] = number
          frames.append(Frame(label: label, x: place % size.width, y: place / size.width))
        }
        last = (key, number)
      }
      numbers[place] = Int32(last.number)
      frames[last.number].extend(place % size.width, place / size.width)
    }
    return frames.enumerated().map { number, frame in
      frame.cut(numbers, Int32(number), width: size.width)
    }
  }

  /// The class of a thing and the box around it while its pixels are gone through.
  private struct Frame {
    let label: UInt8
    var left: Int
    var top: Int
    var right: Int
    var bottom: Int

    init(label: UInt8, x: Int, y: Int) {
      (self.label, left, top, right, bottom) = (label, x, y, x, y)
    }

    mutating func extend(_ x: Int, _ y: Int) {
      (left, right, bottom) = (min(left, x), max(right, x), max(bottom, y))
    }

    func cut(_ numbers: [Int32], _ number: Int32, width: Int) -> OutlinedThing {
      let size = Size(width: right - left + 1, height: bottom - top + 1)
      var mask = [UInt8](repeating: 0, count: size.width * size.height)
      numbers.withUnsafeBufferPointer { numbers in
        for row in 0..<size.height {
          for column in 0..<size.width
          where numbers[(top + row) * width + left + column] == number {
            mask[row * size.width + column] = 1
          }
        }
      }
      return OutlinedThing(
        classIndex: Int(label), isIgnored: label == LabelMap.ignored, x: left, y: top, size: size,
        mask: mask)
    }
  }

  /// The pixels of `region`; nil where it has none inside the picture.
  init?(_ region: SegmentedObject.Region, classIndex: Int, in picture: Size) {
    let spans = region.spans(in: picture).spans.filter { !$0.isEmpty }
    guard !spans.isEmpty else { return nil }
    var (left, top, right, bottom) = (Int.max, Int.max, 0, 0)
    for span in spans {
      let row = span.lowerBound / picture.width
      (top, bottom) = (min(top, row), max(bottom, row))
      left = min(left, span.lowerBound - row * picture.width)
      right = max(right, span.upperBound - 1 - row * picture.width)
    }
    let size = Size(width: right - left + 1, height: bottom - top + 1)
    var mask = [UInt8](repeating: 0, count: size.width * size.height)
    for span in spans {
      let row = span.lowerBound / picture.width
      for place in span {
        mask[(row - top) * size.width + place - row * picture.width - left] = 1
      }
    }
    self.init(
      classIndex: classIndex, isIgnored: false, x: left, y: top, size: size, mask: mask)
  }

  private init(classIndex: Int, isIgnored: Bool, x: Int, y: Int, size: Size, mask: [UInt8]) {
    (self.classIndex, self.isIgnored, self.x, self.y) = (classIndex, isIgnored, x, y)
    (self.size, self.mask) = (size, mask)
  }

  var area: Int { mask.count { $0 != 0 } }

  /// Its outlines, with holes, in coordinates of the mask.
  var contours: [Contour] { Contours.contours(of: mask, size: size) }
}

/// The classes of outlines, which have no background among them.
struct OutlineClasses: Sendable {
  /// The names of all classes but the background.
  let names: [String]
  let classCount: Int
  let hasBackground: Bool
  let hasInstances: Bool

  init(_ dataset: SegmentationDataset) {
    hasBackground = dataset.hasBackground
    hasInstances = dataset.hasInstances
    classCount = dataset.classNames.count
    names = SafeNames.names(Array(dataset.classNames.dropFirst(hasBackground ? 1 : 0)))
  }

  /// The number from 0 of a class among `names`; nil for the background.
  func number(_ classIndex: Int) -> Int? {
    let number = classIndex - (hasBackground ? 1 : 0)
    return names.indices.contains(number) ? number : nil
  }

  /// What to know about outlines made of masks.
  var notes: [String] {
    var notes: [String] = []
    if !hasBackground {
      notes.append(
        "no class is called background; whoever reads outlines puts one in front of the classes")
    }
    if !hasInstances {
      notes.append("the masks do not tell things apart: each class is one thing a picture")
    }
    return notes
  }
}
