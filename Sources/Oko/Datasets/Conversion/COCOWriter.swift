import OkoImaging
import OkoJSON

/// An annotation of COCO that waits for its numbers.
struct JSONAnnotation: Sendable {
  /// The class from 0.
  var classNumber: Int
  var box: Box
  var area: Double
  var isCrowd: Bool
  var segmentation: JSONValue?
}

/// Writes `images/` and `annotations/instances_*.json` with outlines: polygons, or run lengths where there are holes.
struct COCOWriter: LabelWriter {
  let classes: OutlineClasses

  init(_ classes: OutlineClasses) { self.classes = classes }

  var layout: ConversionLayout { .bySplit() }

  func write(
    _ sample: SegmentationSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels {
    var written = WrittenLabels(size: sample.size)
    if case .objects(let objects) = sample.labels {
      written.annotations = objects.compactMap { annotation($0, in: sample.size) }
      return written
    }
    let truth = try sample.convertedTruth(classCount: classes.classCount)
    for thing in OutlinedThing.all(in: truth, hasBackground: classes.hasBackground) {
      // A crowd lies under everything, and its pixels are ignored, whatever its class is.
      let number = thing.isIgnored ? 0 : classes.number(thing.classIndex)
      guard let number else { continue }
      written.annotations.append(
        JSONAnnotation(
          classNumber: number,
          box: Box(
            x: Double(thing.x), y: Double(thing.y), width: Double(thing.size.width),
            height: Double(thing.size.height)),
          area: Double(thing.area), isCrowd: thing.isIgnored,
          segmentation: Self.segmentation(thing, in: sample.size)))
    }
    return written
  }

  /// Polygons, or run lengths for crowds and for what has holes.
  private static func segmentation(_ thing: OutlinedThing, in size: Size) -> JSONValue {
    let contours = thing.isIgnored ? [] : thing.contours
    guard !contours.isEmpty, contours.allSatisfy(\.holes.isEmpty) else {
      return RunLengths.json(
        RunLengths.runs(of: thing.mask, width: thing.size.width, x: thing.x, y: thing.y, in: size),
        in: size)
    }
    return .array(
      contours.map { contour in
        .array(
          contour.outer.flatMap { [.integer(thing.x + $0.x), .integer(thing.y + $0.y)] })
      })
  }

  /// The object as it is.
  private func annotation(_ object: SegmentedObject, in size: Size) -> JSONAnnotation? {
    guard let number = classes.number(object.classIndex) else { return nil }
    let region: JSONValue
    switch object.region {
    case .polygons(let polygons):
      region = .array(polygons.map { .array($0.map { .number($0) }) })
    case .runs(let runs, let size): region = RunLengths.json(runs, in: size)
    }
    let thing = OutlinedThing(object.region, classIndex: object.classIndex, in: size)
    guard let box = object.region.box(in: size) else { return nil }
    return JSONAnnotation(
      classNumber: number, box: box, area: Double(thing?.area ?? 0), isCrowd: object.isCrowd,
      segmentation: region)
  }

  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], of samples: [SegmentationSample],
    into folder: ConversionFolder
  ) throws(DatasetError) -> [String] {
    try folder.writeCOCO(names, labels, classNames: classes.names)
    return classes.notes
  }
}

extension SegmentedObject.Region {
  /// The box around it inside a picture of `size`.
  func box(in size: Size) -> Box? {
    switch self {
    case .polygons(let polygons):
      let points = Array(polygons.joined())
      let xs = stride(from: 0, to: points.count, by: 2).map { points[$0] }
      let ys = stride(from: 1, to: points.count, by: 2).map { points[$0] }
      guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max()
      else { return nil }
      let box = Box(x: left, y: top, width: right - left, height: bottom - top).clipped(to: size)
      return box.width > 0 && box.height > 0 ? box : nil
    case .runs:
      return OutlinedThing(self, classIndex: 0, in: size).map {
        Box(
          x: Double($0.x), y: Double($0.y), width: Double($0.size.width),
          height: Double($0.size.height))
      }
    }
  }
}

extension ConversionFolder {
  /// Writes COCO's file of each split.
  func writeCOCO(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], classNames: [String]
  ) throws(DatasetError) {
    try makeFolder("annotations")
    let categories = classNames.enumerated().map { index, name -> JSONValue in
      ["id": .integer(index + 1), "name": .string(name)]
    }
    for split in DatasetSplit.allCases {
      var (images, annotations) = ([JSONValue](), [JSONValue]())
      for (name, label) in zip(names, labels) where name.split == split {
        images.append([
          "id": .integer(images.count + 1), "file_name": .string(name.file),
          "width": .integer(label.size.width), "height": .integer(label.size.height),
        ])
        for annotation in label.annotations {
          annotations.append(
            annotation.json(id: annotations.count + 1, image: images.count))
        }
      }
      guard !images.isEmpty else { continue }
      let document: JSONValue = [
        "images": .array(images), "categories": .array(categories),
        "annotations": .array(annotations),
      ]
      try write(document.serialized() + "\n", to: "annotations/instances_\(split.rawValue).json")
    }
  }
}

extension JSONAnnotation {
  fileprivate func json(id: Int, image: Int) -> JSONValue {
    var object = JSONObject()
    object["id"] = .integer(id)
    object["image_id"] = .integer(image)
    object["category_id"] = .integer(classNumber + 1)
    object["bbox"] = [.number(box.x), .number(box.y), .number(box.width), .number(box.height)]
    object["area"] = .number(area)
    object["iscrowd"] = .integer(isCrowd ? 1 : 0)
    object["segmentation"] = segmentation ?? []
    return .object(object)
  }
}
