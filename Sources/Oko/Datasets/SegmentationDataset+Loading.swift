extension SegmentationDataset {
  /// Reads the dataset in `folder`, whose layout is recognised by its files.
  ///
  /// `folder` may also be a YAML file of YOLO or a JSON file of COCO. In both, and in them alone, class 0 is a
  /// "background" that the files do not name, and classes of things follow. Masks come first where there are both.
  /// A dataset without validation pictures gets a fixed fifth of its training pictures for that, and a note among
  /// its issues says so.
  public static func load(
    folder: String, options: DetectionDataset.Options = DetectionDataset.Options()
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
    try dataset.enforce(options.errorPolicy)
    return dataset
  }

  /// Throws where the policy does not let training go on.
  private func enforce(
    _ policy: DetectionDataset.Options.ErrorPolicy
  ) throws(DatasetError) {
    let errors = issues.filter { $0.severity == .error }
    if policy == .refuse, !errors.isEmpty { throw .broken(errors, in: folder) }
    if policy != .collect, samples(.train).isEmpty {
      throw DatasetError(
        .empty, path: folder, message: "no picture to train on", issues: errors)
    }
  }

  /// Reads the dataset in `folder` to measure a model on its `split`; pictures that are wrong are left out.
  ///
  /// - Returns: the dataset, whose `issues` tell what was left out.
  /// - Throws: `DatasetError` where the split has no pictures.
  public static func measurable(
    folder: String, split: DatasetSplit
  ) throws(DatasetError) -> SegmentationDataset {
    var options = DetectionDataset.Options()
    options.errorPolicy = .collect
    let dataset = try load(folder: folder, options: options)
    guard dataset.samples(split).isEmpty else { return dataset }
    let splits = dataset.splits.map(\.rawValue).joined(separator: ", ")
    throw DatasetError(
      .empty, path: folder,
      message: "no pictures in \(split.rawValue)" + (splits.isEmpty ? "" : "; there are \(splits)"),
      issues: dataset.issues.filter { $0.severity == .error })
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

extension DatasetError {
  /// A dataset with errors.
  static func broken(_ errors: [DatasetIssue], in folder: String) -> DatasetError {
    DatasetError(
      .broken, path: folder,
      message: "\(errors.count) error\(errors.count == 1 ? "" : "s") in the dataset; "
        + "mend them, or let them be skipped (--skip-bad)",
      issues: errors)
  }
}
