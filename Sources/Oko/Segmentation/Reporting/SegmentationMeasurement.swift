import OkoImaging

/// The measuring of segmenters on the labelled pictures of a folder, with classes matched by name.
///
///     let ensemble = try SegmenterEnsemble([Segmenter.load("nuclei")])
///     let measurement = try SegmentationMeasurement(ensemble, called: "nuclei", on: "tissue")
///     print(try measurement.report().text)
public struct SegmentationMeasurement: TaskMeasurement, Sendable {
  /// What is measured.
  public internal(set) var ensemble: SegmenterEnsemble
  /// What it is measured on.
  public let dataset: SegmentationDataset
  /// The part of the dataset that counts.
  public let split: DatasetSplit
  /// How the pictures are segmented.
  public var options = SegmentationOptions()
  /// How many of the worst pictures the report keeps.
  public var worstCount = 8
  private let classes: ClassCorrespondence

  /// Reads the dataset in `folder`; `name` is what errors call the segmenters.
  ///
  /// - Throws: `DatasetError` where the split has no pictures, `ModelError` where no class but the background is
  ///   in common.
  public init(
    _ ensemble: SegmenterEnsemble, called name: String, on folder: String,
    split: DatasetSplit = .val
  ) throws {
    (self.ensemble, self.split) = (ensemble, split)
    dataset = try SegmentationDataset.measurable(folder: folder, split: split)
    func things(_ names: [String]) -> [String] { names.filter { !BackgroundClass.isNamed($0) } }
    _ = try ClassCorrespondence(
      of: things(ensemble.classNames), with: things(dataset.classNames), model: name)
    classes = try ClassCorrespondence(
      of: ensemble.classNames, with: dataset.classNames, model: name)
  }

  /// How many pictures are looked at.
  public var pictureCount: Int { dataset.samples(split).count }

  /// What lessens the worth of the scores, in words: labels left out, classes that the model lacks.
  public var warnings: [String] {
    var warnings = MeasurementWarnings.all(dataset.issues, classes)
    if options.instances == true, !dataset.hasInstances {
      warnings.append("the labels do not tell things apart; things are not measured")
    }
    return warnings
  }

  /// Checks that `output` does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Measures; `progress` hears how many pictures are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> SegmentationReport {
    let samples = dataset.samples(split)
    var evaluator = SegmentationEvaluator(
      samples: samples, classCount: dataset.classNames.count)
    evaluator.options = options
    // What no label tells apart would be told apart for nothing.
    if !dataset.hasInstances { evaluator.options.instances = false }
    let findings = try evaluator.findings(
      worstCount: worstCount,
      { share in try progress(Int((share * Double(samples.count)).rounded())) },
      translated: classes.translated,
      by: { [ensemble, options = evaluator.options] image in
        ensemble.segment(image, options: options)
      })
    return SegmentationReport(
      scores: findings.scores, classNames: dataset.classNames, worst: findings.worst,
      failures: findings.failures.map { path, error in
        error.path == nil ? ImageError(error.code, error.message, path: path) : error
      })
  }
}
