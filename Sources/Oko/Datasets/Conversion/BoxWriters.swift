import OkoImaging
import OkoJSON

/// Writes `images/`, `labels/` with a box a row, and `data.yaml`.
struct YOLOBoxWriter: LabelWriter {
  let classNames: [String]

  var layout: ConversionLayout { .bySplit("labels") }

  func write(
    _ sample: DetectionSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels {
    let (width, height) = (Double(sample.size.width), Double(sample.size.height))
    let rows = sample.objects.map { object in
      let box = object.box
      let values = [
        (box.x + box.width / 2) / width, (box.y + box.height / 2) / height, box.width / width,
        box.height / height,
      ]
      return "\(object.classIndex) " + values.map { "\($0)" }.joined(separator: " ") + "\n"
    }
    try folder.write(rows.joined(), to: "labels/\(name.split.rawValue)/\(name.stem).txt")
    return WrittenLabels(size: sample.size)
  }

  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], of samples: [DetectionSample],
    into folder: ConversionFolder
  ) throws(DatasetError) -> [String] {
    try folder.writeDataYAML(names, classNames: classNames)
    return BoxLosses.notes(samples, [.crowds, .difficult, .outlines])
  }
}

/// Writes `images/` and `annotations/instances_*.json`.
struct COCOBoxWriter: LabelWriter {
  let classNames: [String]

  var layout: ConversionLayout { .bySplit() }

  func write(
    _ sample: DetectionSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels {
    var written = WrittenLabels(size: sample.size)
    written.annotations = sample.objects.map { object in
      var segmentation: JSONValue?
      if let polygons = object.polygons {
        segmentation = .array(polygons.map { .array($0.map { .number($0) }) })
      } else if let runs = object.runs {
        segmentation = RunLengths.json(runs, in: sample.size)
      }
      return JSONAnnotation(
        classNumber: object.classIndex, box: object.box, area: object.box.area,
        isCrowd: object.isCrowd, segmentation: segmentation)
    }
    return written
  }

  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], of samples: [DetectionSample],
    into folder: ConversionFolder
  ) throws(DatasetError) -> [String] {
    try folder.writeCOCO(names, labels, classNames: classNames)
    return BoxLosses.notes(samples, [.difficult])
  }
}

/// Writes the pictures of each split with a JSON file beside them, and `classes.txt`.
struct CreateMLWriter: LabelWriter {
  let classNames: [String]

  var layout: ConversionLayout { ConversionLayout(pictures: { $0.rawValue }) }

  func write(
    _ sample: DetectionSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels {
    WrittenLabels(
      annotations: sample.objects.map {
        JSONAnnotation(
          classNumber: $0.classIndex, box: $0.box, area: $0.box.area, isCrowd: false)
      }, size: sample.size)
  }

  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], of samples: [DetectionSample],
    into folder: ConversionFolder
  ) throws(DatasetError) -> [String] {
    for split in DatasetSplit.allCases {
      let own = zip(names, labels).filter { $0.0.split == split }
      let entries = own.map { name, label -> JSONValue in
        ["image": .string(name.file), "annotations": .array(label.annotations.map(json))]
      }
      guard !entries.isEmpty else { continue }
      try folder.write(
        JSONValue.array(entries).serialized() + "\n",
        to: "\(split.rawValue)/_annotations.createml.json")
    }
    try folder.writeClasses(classNames)
    return BoxLosses.notes(samples, [.crowds, .difficult, .outlines])
  }

  private func json(_ annotation: JSONAnnotation) -> JSONValue {
    let box = annotation.box
    return [
      "label": .string(classNames[annotation.classNumber]),
      "coordinates": [
        "x": .number(box.x + box.width / 2), "y": .number(box.y + box.height / 2),
        "width": .number(box.width), "height": .number(box.height),
      ],
    ]
  }
}

/// What a layout of boxes cannot say.
enum BoxLosses {
  case crowds
  case difficult
  case outlines

  static func notes(_ samples: [DetectionSample], _ losses: [BoxLosses]) -> [String] {
    let objects = samples.lazy.flatMap(\.objects)
    return losses.compactMap { loss in
      let (count, text) =
        switch loss {
        case .crowds: (objects.count(where: \.isCrowd), "crowds that became plain boxes")
        case .difficult:
          (objects.count(where: \.isDifficult), "difficult boxes that became plain ones")
        case .outlines:
          (
            objects.count { $0.polygons != nil || $0.runs != nil },
            "outlines left out (--task segment keeps them)"
          )
        }
      return count > 0 ? "\(text): \(count)" : nil
    }
  }
}
