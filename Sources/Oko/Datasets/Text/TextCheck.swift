import OkoTensors
public import OkoJSON

/// Everything that is wrong with a dataset of text lines, found in one pass that changes nothing.
///
///     let check = try TextCheck(folder: "receipts")
///     print(check.report())
///
/// Beyond what reading the labels shows, every picture is decoded, and pictures that are there twice are found.
public struct TextCheck: Sendable {
  /// The dataset as far as it can be used.
  public let dataset: TextDataset
  /// Everything found: errors first, then warnings, then notes, each group in the order of the files.
  public let issues: [DatasetIssue]
  /// What the dataset holds.
  public let summary: TextSummary

  /// Checks the dataset in `folder`.
  ///
  /// - Throws: `DatasetError` where it is no folder of text lines.
  public init(folder: String) throws(DatasetError) {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    let dataset = try TextDataset.load(folder: folder, options: options)
    var collector = AnnotationCollector(root: dataset.folder, options: options)
    let samples = dataset.splits.flatMap { split in
      dataset.samples(split).map { (split: split, sample: $0) }
    }
    let inspections = Workers.shared.map(samples.count) {
      PictureInspection(path: samples[$0].sample.imagePath)
    }
    for (entry, inspection) in zip(samples, inspections) {
      let path = entry.sample.imagePath
      if let problem = inspection.problem { collector.add(.error, path: path, problem) }
      if let warning = inspection.warning { collector.add(.warning, path: path, warning) }
    }
    PictureInspection.reportKinds(inspections, into: &collector)
    Self.reportCopies(samples, inspections, into: &collector)
    if dataset.samples(.train).isEmpty {
      collector.add(.error, path: ".", "no line to train on")
    }
    if dataset.samples(.val).isEmpty {
      collector.add(.warning, path: ".", "no line to validate on")
    }
    self.dataset = dataset
    summary = TextSummary(dataset, sizes: inspections.compactMap(\.size))
    issues = (dataset.issues + collector.issues).orderedBySeverity
  }

  /// How many issues keep labels or pictures from being used.
  public var errorCount: Int { issues.count { $0.severity == .error } }

  /// Lines look alike, so that only pictures of the same bytes are told of.
  private static func reportCopies(
    _ samples: [(split: DatasetSplit, sample: TextSample)], _ inspections: [PictureInspection],
    into collector: inout AnnotationCollector
  ) {
    var first: [PictureInspection.Identity: Int] = [:]
    for index in samples.indices where inspections[index].problem == nil {
      guard let earlier = first[inspections[index].identity] else {
        first[inspections[index].identity] = index
        continue
      }
      let (one, other) = (samples[earlier], samples[index])
      // One that is in two splits under its own name has been told of with its label.
      guard one.sample.imagePath != other.sample.imagePath else { continue }
      let text = one.sample.text == other.sample.text ? "" : ", with another text"
      collector.add(
        .warning, path: other.sample.imagePath,
        "the same picture (\(other.split.rawValue)) as "
          + "\(collector.shown(one.sample.imagePath)) (\(one.split.rawValue))\(text)")
    }
  }

  /// The report that people read: one issue a line, then the numbers.
  public func report() -> String {
    CheckReport.text(
      issues, folder: dataset.folder, format: dataset.format.rawValue,
      classes: names, summary: summary.text(), kind: ("character", "characters"))
  }

  /// The same as JSON; the classes are the characters of the training texts.
  public var json: JSONValue {
    CheckReport.json(
      issues, folder: dataset.folder, format: dataset.format.rawValue, classes: names,
      summary: summary.json, more: ["task": "read"])
  }

  private var names: [String] { dataset.alphabet.characters.map { String($0) } }
}
