extension DetectionDataset {
  /// Reads the dataset in `folder`, whose layout is recognised by its files.
  ///
  /// `folder` may also be a YAML file of YOLO or a JSON file of COCO or CreateML: that one is read then, and its
  /// folder, without `annotations/`, is the dataset's. Label files give the boxes; only where they have no size of
  /// a picture is the picture's header read. A dataset without validation pictures gets a fixed fifth of its
  /// training pictures for that, and a note among its issues says so.
  public static func load(
    folder: String, options: DatasetOptions = DatasetOptions()
  ) throws(DatasetError) -> DetectionDataset {
    let (root, layout) = try recognized(folder)
    var collector = AnnotationCollector(root: root, options: options)
    let dataset = layout.content(into: &collector)
      .finished(layout.format, root, &collector)
    try options.errorPolicy.enforce(
      dataset.issues, folder: folder, isEmpty: dataset.samples(.train).isEmpty)
    return dataset
  }

  /// The folder of the dataset at `path` and its layout.
  private static func recognized(
    _ path: String
  ) throws(DatasetError) -> (root: String, layout: DatasetLayout) {
    let place = PathText.normalized(path)
    switch FileSystem.kind(of: place) {
    case .folder:
      if let layout = DatasetLayout.recognized(in: place) { return (place, layout) }
      throw DatasetError(
        .unknownFormat, path: path,
        message: """
          no dataset that is known here. Looked for data.yaml or images/ + labels/ (YOLO), \
          annotations/instances_*.json or */_annotations.coco.json (COCO), Annotations/*.xml (Pascal VOC), \
          and a CreateML JSON file; for labelled pixels, images/ + masks/
          """)
    case .file:
      if let found = DatasetLayout.named(place) { return found }
      throw DatasetError(
        .unknownFormat, path: path,
        message: "neither a folder, nor the YAML of YOLO, nor a JSON file of COCO or CreateML")
    case .other:
      throw DatasetError(.unknownFormat, path: path, message: "neither a folder nor a plain file")
    case .absent: throw DatasetError(.notFound, path: path, message: "no such folder")
    }
  }
}

/// What a reader found.
struct DatasetContent {
  var classNames: [String] = []
  var samples: [DatasetSplit: [DetectionSample]] = [:]
  var labelFiles: [String] = []

  /// The dataset, with validation pictures held back where there are none.
  func finished(
    _ format: DatasetFormat, _ root: String, _ collector: inout AnnotationCollector
  ) -> DetectionDataset {
    var samples = samples
    if let note = HeldBack.fill(&samples, share: collector.options.heldBackShare, root: root) {
      collector.add(.note, path: ".", note)
    }
    if collector.clippedBoxes > 0 {
      collector.add(
        .note, path: ".",
        "\(collector.clippedBoxes) box\(collector.clippedBoxes == 1 ? "" : "es") past the edge of the "
          + "picture by no more than rounding, clipped")
    }
    if collector.polygons > 0 {
      collector.add(
        .note, path: ".", "polygons of which the box around them counts: \(collector.polygons)")
    }
    return DetectionDataset(
      folder: root, format: format, classNames: classNames, samples: samples,
      issues: collector.issues, clippedBoxes: collector.clippedBoxes, labelFiles: labelFiles)
  }
}
