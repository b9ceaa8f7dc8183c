import OkoImaging
import OkoTensors

/// Takes the outlines and run lengths out of what the readers of COCO and YOLO find.
enum OutlineReader {
  static func read(
    _ layout: DatasetLayout, folder: String, into collector: inout AnnotationCollector
  ) throws(DatasetError) -> SegmentationContent {
    let found = layout.content(into: &collector)
    let objects = found.samples.values.lazy.flatMap { $0 }.flatMap(\.objects)
    let outlined = objects.count { $0.polygons != nil || $0.runs != nil }
    let boxes = objects.count - outlined
    if outlined == 0, boxes > 0 { throw .boxesAlone(layout.format, folder) }
    if boxes > 0 {
      collector.add(.note, path: ".", "boxes without an outline, taken as rectangles: \(boxes)")
    }
    if collector.clippedBoxes > 0 {
      collector.add(
        .note, path: ".",
        "things past the edge of the picture by no more than rounding: \(collector.clippedBoxes)")
    }
    let classes = Classes(found.classNames)
    guard classes.names.count <= Int(LabelMap.ignored) else {
      throw DatasetError(
        .unknownFormat, path: folder,
        message: "\(found.classNames.count) classes; pixels can have 254 and the background")
    }
    var content = SegmentationContent(classNames: classes.names)
    content.labelFiles = found.labelFiles
    for (split, samples) in found.samples {
      let sizes = Workers.shared.map(samples.count) { Self.problem(of: samples[$0]) }
      for (sample, problem) in zip(samples, sizes) {
        if let problem {
          collector.add(.error, path: sample.imagePath, problem)
        } else {
          content.samples[split, default: []].append(classes.sample(sample))
        }
      }
    }
    return content
  }

  /// Why the labels cannot be drawn: their size, which nothing bounds, is not that of the picture.
  private static func problem(of sample: DetectionSample) -> String? {
    do throws(ImageError) {
      let size = try ImageDecoder.size(path: sample.imagePath)
      guard size != sample.size else { return nil }
      return "the picture is \(size.width)×\(size.height), but its labels are for "
        + "\(sample.size.width)×\(sample.size.height)"
    } catch {
      return error.reason
    }
  }

  /// The classes with a background in front.
  private struct Classes {
    var names = ["background"]
    /// The class of each one in the files.
    private var classOfIndex: [Int] = []

    init(_ given: [String]) {
      for name in given {
        // Some writers list the background, too.
        if BackgroundClass.isNamed(name) {
          classOfIndex.append(0)
        } else {
          classOfIndex.append(names.count)
          names.append(name)
        }
      }
    }

    func sample(_ sample: DetectionSample) -> SegmentationSample {
      SegmentationSample(
        imagePath: sample.imagePath, size: sample.size,
        labels: .objects(
          sample.objects.map { object in
            SegmentedObject(
              classIndex: classOfIndex[object.classIndex],
              region: Self.region(of: object, in: sample.size), isCrowd: object.isCrowd)
          }))
    }

    private static func region(
      of object: ObjectAnnotation, in size: Size
    ) -> SegmentedObject.Region {
      if let polygons = object.polygons { return .polygons(polygons) }
      if let runs = object.runs { return .runs(runs, size: size) }
      let box = object.box
      return .polygons([
        [box.x, box.y, box.maxX, box.y, box.maxX, box.maxY, box.x, box.maxY]
      ])
    }
  }
}
