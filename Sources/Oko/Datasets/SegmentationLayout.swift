/// Which of the known layouts a folder of labelled pixels has, and where its parts are.
enum SegmentationLayout {
  case masks([MaskFolderReader.Places])
  case voc(VOCMaskReader.Places)
  case outlines(DatasetLayout)

  var format: SegmentationFormat {
    switch self {
    case .masks: .masks
    case .voc: .voc
    case .outlines(.coco): .coco
    case .outlines: .yolo
    }
  }

  /// The folder of the dataset at `path` and its layout.
  static func recognized(
    _ path: String
  ) throws(DatasetError) -> (root: String, layout: SegmentationLayout) {
    let place = PathText.normalized(path)
    switch FileSystem.kind(of: place) {
    case .folder: return (place, try inFolder(place, path))
    case .file:
      if let (root, layout) = DatasetLayout.named(place) {
        return (root, try outlines(layout, path))
      }
      throw DatasetError(
        .unknownFormat, path: path,
        message: "neither a folder, nor the YAML of YOLO, nor a JSON file of COCO")
    case .other:
      throw DatasetError(.unknownFormat, path: path, message: "neither a folder nor a plain file")
    case .absent: throw DatasetError(.notFound, path: path, message: "no such folder")
    }
  }

  private static func inFolder(
    _ root: String, _ path: String
  ) throws(DatasetError) -> SegmentationLayout {
    if let masks = masks(in: root) { return masks }
    if let layout = DatasetLayout.recognized(in: root) { return try outlines(layout, path) }
    throw DatasetError(
      .unknownFormat, path: path,
      message: """
        no labelled pixels that are known here. Looked for images/ + masks/, SegmentationClass/*.png \
        (Pascal VOC), annotations/instances_*.json (COCO) and data.yaml with outlines in labels/ (YOLO)
        """)
  }

  /// The layout where `root` has masks.
  static func masks(in root: String) -> SegmentationLayout? {
    if let places = VOCMaskReader.Places.found(in: root) { return .voc(places) }
    let places = MaskFolderReader.places(in: root)
    return places.isEmpty ? nil : .masks(places)
  }

  private static func outlines(
    _ layout: DatasetLayout, _ path: String
  ) throws(DatasetError) -> SegmentationLayout {
    switch layout {
    case .coco, .yolo: return .outlines(layout)
    case .voc, .createML:
      let missing = layout.format == .voc ? "; there is no SegmentationClass/ with masks" : ""
      throw DatasetError.boxesAlone(layout.format, path, missing)
    }
  }
}

extension DatasetError {
  /// The labels are boxes, where pixels are needed.
  static func boxesAlone(_ format: DatasetFormat, _ path: String, _ more: String = "")
    -> DatasetError
  {
    DatasetError(
      .unknownFormat, path: path,
      message: "a dataset of \(format.rawValue) with boxes, without outlines or masks\(more). "
        + "Boxes are for detection: oko train detect")
  }
}
