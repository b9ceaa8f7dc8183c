import OkoImaging

/// What a full look at the labels of one picture tells.
struct MaskInspection: Sendable {
  /// Why the labels cannot be read, with the file; nil where they can.
  var problem: (path: String, message: String)?
  /// The pixels of each class.
  var pixelsOfClass: [Int] = []
  var ignored = 0
  /// The pixels of each thing.
  var instanceAreas: [Int] = []
  /// Pixels of things where the mask has the background, the first of them, and of things that have several classes.
  var backgroundOfThings = 0
  var firstBackground = 0
  var dividedThings = 0
  var firstDivided = 0
  /// Pixels of classes beside the background that belong to no thing.
  var pixelsOfNothing = 0
  /// Marked things without a pixel of their own.
  var invisible = 0

  init(_ sample: SegmentationSample, classCount: Int, hasBackground: Bool) {
    do throws(ImageError) {
      let truth = try sample.truth(classCount: classCount)
      count(truth.labels, classCount)
      if let instances = truth.instances {
        compare(instances, truth.labels, hasBackground: hasBackground)
        if case .objects(let objects) = sample.labels {
          invisible = max(objects.count { !$0.isCrowd } - instanceAreas.count, 0)
        }
      }
    } catch {
      problem = (error.path ?? sample.imagePath, error.reason)
    }
  }

  private mutating func count(_ map: LabelMap, _ classCount: Int) {
    var counts = [Int](repeating: 0, count: 256)
    map.labels.withUnsafeBufferPointer { labels in
      for label in labels { counts[Int(label)] += 1 }
    }
    pixelsOfClass = Array(counts.prefix(classCount))
    ignored = counts[Int(LabelMap.ignored)]
  }

  /// What is known of one thing while its pixels are gone through.
  private struct Thing {
    var area = 0
    var label: UInt8?
    var isDivided = false
  }

  private mutating func compare(_ map: InstanceMap, _ labels: LabelMap, hasBackground: Bool) {
    var things: [UInt32: Thing] = [:]
    // Pixels come in runs of one thing and one class.
    var start = 0
    while start < map.ids.count {
      let (id, label) = (map.ids[start], labels.labels[start])
      var end = start + 1
      while end < map.ids.count, map.ids[end] == id, labels.labels[end] == label { end += 1 }
      note(id, label, start..<end, hasBackground, &things)
      start = end
    }
    instanceAreas = things.sorted { $0.key < $1.key }.map(\.value.area)
    dividedThings = things.values.count(where: \.isDivided)
  }

  private mutating func note(
    _ id: UInt32, _ label: UInt8, _ run: Range<Int>, _ hasBackground: Bool,
    _ things: inout [UInt32: Thing]
  ) {
    guard id != 0 else {
      if hasBackground, label != 0, label != LabelMap.ignored { pixelsOfNothing += run.count }
      return
    }
    things[id, default: Thing()].area += run.count
    guard label != LabelMap.ignored else { return }
    if hasBackground, label == 0 {
      if backgroundOfThings == 0 { firstBackground = run.lowerBound }
      backgroundOfThings += run.count
    } else if let earlier = things[id]?.label {
      guard earlier != label, things[id]?.isDivided == false else { return }
      things[id]?.isDivided = true
      firstDivided = dividedThings == 0 ? run.lowerBound : firstDivided
      dividedThings += 1
    } else {
      things[id]?.label = label
    }
  }
}
