import OkoImaging

/// The measuring of a classifier on the pictures of class folders, with classes matched by name.
///
///     let classifier = try Classifier.load("signs")
///     let measurement = try ClassificationMeasurement(classifier, called: "signs", on: "hands")
///     print(try measurement.report().text)
public struct ClassificationMeasurement: TaskMeasurement, Sendable {
  /// What is measured.
  public internal(set) var classifier: Classifier
  /// What it is measured on.
  public let dataset: ClassFolders
  /// The part of the dataset that counts.
  public let split: DatasetSplit
  /// How many of the worst pictures the report keeps.
  public var worstCount = 24
  private let classes: ClassCorrespondence

  /// Reads the dataset in `folder`; `name` is what errors call the classifier.
  ///
  /// - Throws: `DatasetError` where the split has no pictures, `ModelError` where no class is in common.
  public init(
    _ classifier: Classifier, called name: String, on folder: String, split: DatasetSplit = .val
  ) throws {
    (self.classifier, self.split) = (classifier, split)
    dataset = try ClassFolders.measurable(folder: folder, split: split)
    classes = try ClassCorrespondence(
      of: classifier.classNames, with: dataset.classNames, model: name)
  }

  /// How many pictures are looked at.
  public var pictureCount: Int { dataset.samples(split).count }

  /// What lessens the worth of the scores, in words: classes that the model lacks.
  public var warnings: [String] { MeasurementWarnings.all(dataset.issues, classes) }

  /// Checks that `output` does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Measures; `progress` hears how many pictures are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> ClassificationReport {
    let samples = dataset.samples(split)
    let evaluator = ClassificationEvaluator(
      samples: samples, classCount: dataset.classNames.count)
    let findings = try evaluator.findings(
      of: classifier, worstCount: worstCount,
      { share in try progress(Int((share * Double(samples.count)).rounded())) },
      translated: classes.translated)
    return ClassificationReport(
      scores: findings.scores, classNames: dataset.classNames, worst: findings.worst,
      failures: findings.failures.map { path, error in
        error.path == nil ? ImageError(error.code, error.message, path: path) : error
      })
  }
}
