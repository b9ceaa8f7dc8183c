extension SegmentationDataset {
  /// Reads the dataset in `folder`, whose layout is recognised by its files.
  ///
  /// `folder` may also be a YAML file of YOLO or a JSON file of COCO. In both, and in them alone, class 0 is a
  /// "background" that the files do not name, and classes of things follow. Masks come first where there are both.
  /// A dataset without validation pictures gets a fixed fifth of its training pictures for that, and a note among
  /// its issues says so.
  public static func load(
    folder: String, options: DatasetOptions = DatasetOptions()
  ) throws(DatasetError) -> SegmentationDataset {
    let (root, layout) = try SegmentationLayout.recognized(folder)
    var collector = AnnotationCollector(root: root, options: options, needsOutlines: true)
    let content: SegmentationContent
    switch layout {
    case .masks(let places):
      content = MaskFolderReader.read(places, root: root, into: &collector)
    case .voc(let places): content = VOCMaskReader.read(places, into: &collector)
    case .outlines(let layout):
      content = try OutlineReader.read(layout, folder: folder, into: &collector)
    }
    var samples = content.samples
    if layout.format == .yolo {
      YOLOReader.reportUnused(
        content.labelFiles, pictures: samples.values.joined().map(\.imagePath),
        issues: collector.issues, into: &collector)
    }
    if let note = HeldBack.fill(&samples, share: options.heldBackShare, root: root) {
      collector.add(.note, path: ".", note)
    }
    let dataset = SegmentationDataset(
      folder: root, format: layout.format, classNames: content.classNames, samples: samples,
      issues: collector.issues)
    try options.errorPolicy.enforce(
      dataset.issues, folder: folder, isEmpty: dataset.samples(.train).isEmpty)
    return dataset
  }

  /// Reads the dataset in `folder` to measure a model on its `split`; pictures that are wrong are left out.
  ///
  /// - Returns: the dataset, whose `issues` tell what was left out.
  /// - Throws: `DatasetError` where the split has no pictures.
  public static func measurable(
    folder: String, split: DatasetSplit
  ) throws(DatasetError) -> SegmentationDataset {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    let dataset = try load(folder: folder, options: options)
    guard dataset.samples(split).isEmpty else { return dataset }
    throw .noPictures(
      in: split, of: folder, splits: dataset.splits, issues: dataset.issues)
  }

  /// Checks that `output`, which need not be there yet, lies neither in the folder of the dataset nor beside its
  /// pictures: a dataset is never written to.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws(DatasetError) {
    let pictures = splits.lazy.flatMap { samples($0) }.map(\.imagePath)
    try DatasetFolder.refuseOutput(output, folder: folder, pictures: pictures)
  }
}

/// What a reader found.
struct SegmentationContent {
  var classNames: [String] = []
  var samples: [DatasetSplit: [SegmentationSample]] = [:]
  var labelFiles: [String] = []
}
