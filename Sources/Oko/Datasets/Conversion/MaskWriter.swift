import OkoImaging

/// Writes `images/`, `masks/`, maybe `instances/`, and `classes.txt`.
struct MaskWriter: LabelWriter {
  let dataset: SegmentationDataset

  var layout: ConversionLayout {
    dataset.hasInstances ? .bySplit("masks", "instances") : .bySplit("masks")
  }

  func write(
    _ sample: SegmentationSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels {
    let truth = try sample.convertedTruth(classCount: dataset.classNames.count)
    let file = "\(name.split.rawValue)/\(name.stem).png"
    try folder.write(truth.labels.image, to: "masks/" + file)
    guard dataset.hasInstances else { return WrittenLabels() }
    let ids = try NumberedThings(truth, of: sample)
    try folder.write(ids.image(upTo: 255), to: "instances/" + file)
    return WrittenLabels()
  }

  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], of samples: [SegmentationSample],
    into folder: ConversionFolder
  ) throws(DatasetError) -> [String] {
    try folder.writeClasses(SafeNames.names(dataset.classNames))
    return []
  }
}

/// Writes `JPEGImages/`, `SegmentationClass/`, maybe `SegmentationObject/`, the lists of the splits and `classes.txt`.
struct VOCMaskWriter: LabelWriter {
  let dataset: SegmentationDataset

  var layout: ConversionLayout {
    ConversionLayout(
      pictures: { _ in "JPEGImages" },
      labels: [{ _ in "SegmentationClass" }]
        + (dataset.hasInstances ? [{ _ in "SegmentationObject" }] : [])
    )
  }

  func write(
    _ sample: SegmentationSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels {
    let truth = try sample.convertedTruth(classCount: dataset.classNames.count)
    try folder.write(
      truth.labels.image, palette: MaskColor.paletteOfVOC, to: "SegmentationClass/\(name.stem).png")
    guard dataset.hasInstances else { return WrittenLabels() }
    let ids = try NumberedThings(truth, of: sample)
    // The last index is VOC's for what nothing is known of; more things than a palette has need 16 bits.
    try folder.write(
      ids.image(upTo: 254), palette: ids.count <= 254 ? MaskColor.paletteOfVOC : nil,
      to: "SegmentationObject/\(name.stem).png")
    return WrittenLabels(hasManyThings: ids.count > 254)
  }

  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], of samples: [SegmentationSample],
    into folder: ConversionFolder
  ) throws(DatasetError) -> [String] {
    try folder.writeLists(names, to: "ImageSets/Segmentation")
    try folder.writeClasses(SafeNames.names(dataset.classNames))
    let many = labels.count(where: \.hasManyThings)
    return many == 0
      ? []
      : ["pictures with more things than the palette has, written as gray of 16 bits: \(many)"]
  }
}

extension ConversionFolder {
  /// Writes `classes.txt`, a name a line.
  func writeClasses(_ names: [String]) throws(DatasetError) {
    try write(names.map { $0 + "\n" }.joined(), to: "classes.txt")
  }

  /// Writes VOC's lists of stems.
  func writeLists(_ names: [PictureNames.Name], to folder: String) throws(DatasetError) {
    try makeFolder(folder)
    // Without a list to train on all pictures would be for training.
    for split in DatasetSplit.allCases {
      let stems = names.filter { $0.split == split }.map { $0.stem + "\n" }
      if !stems.isEmpty || split == .train {
        try write(stems.joined(), to: "\(folder)/\(split.rawValue).txt")
      }
    }
  }
}

/// What writing the labels of one picture leaves for the end.
struct WrittenLabels: Sendable {
  var annotations: [JSONAnnotation] = []
  var hasManyThings = false
  var hasIgnored = false
  var size = Size(width: 0, height: 0)
}

/// The things of a picture, numbered from 1 in the order of their first pixels.
struct NumberedThings {
  private let size: Size
  private var ids: [UInt16]
  private(set) var count = 0

  init(_ truth: SegmentationTruth, of sample: SegmentationSample) throws(DatasetError) {
    size = truth.labels.size
    ids = [UInt16](repeating: 0, count: truth.labels.labels.count)
    guard let instances = truth.instances else { return }
    var numbers: [UInt32: UInt16] = [0: 0]
    var last: (id: UInt32, number: UInt16) = (0, 0)
    for (place, id) in instances.ids.enumerated() {
      if id != last.id {
        if numbers[id] == nil {
          guard count < 65_535 else {
            throw DatasetError(
              .unwritable, path: sample.imagePath,
              message: "more than 65535 things on one picture, which 16 bits cannot number")
          }
          count += 1
          numbers[id] = UInt16(count)
        }
        last = (id, numbers[id] ?? 0)
      }
      ids[place] = last.number
    }
  }

  /// The numbers as gray of 8 bits, or of 16 where there are more than `most`.
  func image(upTo most: Int) -> Image {
    if count <= most {
      return Image(
        width: size.width, height: size.height, channels: .gray,
        samples: ids.map { UInt8(truncatingIfNeeded: $0) })
    }
    return Image(width: size.width, height: size.height, channels: .gray, samples: ids)
  }
}

extension LabelMap {
  /// The labels as a gray picture.
  var image: Image {
    Image(width: size.width, height: size.height, channels: .gray, samples: labels)
  }
}

extension SegmentationSample {
  /// The labels; an error names the file that is damaged.
  func convertedTruth(classCount: Int) throws(DatasetError) -> SegmentationTruth {
    do throws(ImageError) {
      return try truth(classCount: classCount)
    } catch {
      throw DatasetError(.malformed, path: error.path ?? imagePath, message: error.reason)
    }
  }
}
