import OkoImaging
import OkoTensors

/// Everything that is wrong with a dataset, found in one pass that changes nothing.
///
///     let check = try DatasetCheck(folder: "bccd")
///     print(check.report())
///
/// Beyond what reading the labels shows, every picture is decoded in full, its size is held against the
/// labels', and pictures are compared across splits.
public struct DatasetCheck: Sendable {
  /// The dataset as far as it can be used.
  public let dataset: DetectionDataset
  /// Everything found: errors first, then warnings, then notes, each group in the order of the files.
  public let issues: [DatasetIssue]
  /// What the dataset holds.
  public let summary: DatasetSummary

  /// Checks the dataset in `folder`.
  public init(
    folder: String, options: DatasetOptions = DatasetOptions()
  ) throws(DatasetError) {
    var options = options
    options.errorPolicy = .collect
    let dataset = try DetectionDataset.load(folder: folder, options: options)
    var collector = AnnotationCollector(root: dataset.folder, options: options)
    let samples = dataset.splits.flatMap { split in
      dataset.samples(split).map { (split: split, sample: $0) }
    }
    let inspections = Workers.shared.map(samples.count) {
      PictureInspection(path: samples[$0].sample.imagePath)
    }
    for (entry, inspection) in zip(samples, inspections) {
      inspection.report(entry.sample.imagePath, size: entry.sample.size, into: &collector)
    }
    PictureInspection.reportKinds(inspections, into: &collector)
    PictureComparison.report(samples, inspections, into: &collector)
    Self.reportClasses(dataset, into: &collector)
    Self.reportLabels(dataset, into: &collector)
    self.dataset = dataset
    summary = DatasetSummary(dataset)
    issues = (dataset.issues + collector.issues).orderedBySeverity
  }

  /// How many issues keep rows or pictures from being used.
  public var errorCount: Int { issues.count { $0.severity == .error } }
  /// How many issues are probably not what was meant.
  public var warningCount: Int { issues.count { $0.severity == .warning } }

  private static func reportClasses(
    _ dataset: DetectionDataset, into collector: inout AnnotationCollector
  ) {
    func counts(_ split: DatasetSplit) -> [Int] {
      var counts = [Int](repeating: 0, count: dataset.classNames.count)
      for object in dataset.samples(split).lazy.flatMap(\.objects) {
        counts[object.classIndex] += 1
      }
      return counts
    }
    let (train, val) = (counts(.train), counts(.val))
    for (index, name) in dataset.classNames.enumerated() where train[index] == 0 {
      let place = val[index] > 0 ? "occurs only outside the training pictures" : "is never used"
      collector.add(.warning, path: ".", "class \(PathText.shown(name)) \(place)")
    }
    if dataset.samples(.train).isEmpty {
      collector.add(.error, path: ".", "no picture to train on")
    }
    if dataset.samples(.val).isEmpty {
      collector.add(.warning, path: ".", "no picture to validate on")
    }
    let objects = dataset.splits.flatMap { dataset.samples($0) }.lazy.flatMap(\.objects)
    if !dataset.samples(.train).isEmpty, train.allSatisfy({ $0 == 0 }) {
      collector.add(.error, path: ".", "nothing is marked on any training picture")
    }
    let tiny = objects.count { min($0.box.width, $0.box.height) < 2 }
    if tiny > 0 {
      collector.add(
        .warning, path: ".", "\(tiny) box\(tiny == 1 ? "" : "es") less than 2 pixels wide or high")
    }
  }

  /// Label files that no picture of any split goes with, and how many YOLO pictures have none.
  private static func reportLabels(
    _ dataset: DetectionDataset, into collector: inout AnnotationCollector
  ) {
    let pictures = dataset.splits.flatMap { dataset.samples($0) }.map(\.imagePath)
    switch dataset.format {
    case .yolo:
      let used = YOLOReader.reportUnused(
        dataset.labelFiles, pictures: pictures, issues: dataset.issues, into: &collector)
      let without = used.subtracting(dataset.labelFiles).count
      if without > 0 {
        collector.add(
          .note, path: ".", "pictures without a label file, which count as background: \(without)")
      }
    case .voc:
      let used = Set(pictures.map(PathText.stem))
      let damaged = Set(dataset.issues.map(\.path))
      let unused = dataset.labelFiles.filter { path in
        !used.contains(PathText.stem(path)) && !damaged.contains(collector.shown(path))
      }
      if !unused.isEmpty {
        collector.add(
          .note, path: ".",
          "\(unused.count) annotation files are in no split, \(PathText.name(unused[0])) the first")
      }
    case .coco, .createML: break
    }
  }
}
