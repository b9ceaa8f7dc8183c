import OkoImaging

/// The fitting of a classifier's temperature on the pictures of class folders.
///
///     let classifier = try Classifier.load("signs")
///     let calibration = try ClassificationCalibration(classifier, called: "signs", on: "hands")
///     print(try calibration.report().fit.after)
///
/// Pictures of a class that the classifier does not know are left out.
public struct ClassificationCalibration: TaskCalibration, Sendable {
  /// What the model does.
  public static let task = ClassificationTraining.task

  /// What is calibrated.
  public let classifier: Classifier
  /// What it is calibrated on.
  public let dataset: ClassFolders
  /// The part of the dataset that counts.
  public let split: DatasetSplit
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

  /// What lessens the worth of the fit, in words.
  public var warnings: [String] { MeasurementWarnings.all(dataset.issues, classes) }

  /// Checks that `output` does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Fits; `progress` hears how many pictures are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> CalibrationReport {
    let samples = dataset.samples(split)
    let evaluator = ClassificationEvaluator(
      samples: samples, classCount: dataset.classNames.count)
    var answers = ClassAnswers(classCount: classifier.classNames.count)
    var pictures = 0
    let failures = try evaluator.forEachPicture(
      of: classifier,
      { share in try progress(Int((share * Double(samples.count)).rounded())) },
      { sample, _, logits in
        if let truth = classes.own(sample.classIndex) {
          answers.add(logits: logits, truth: truth, picture: pictures)
        }
        pictures += 1
      })
    let fit = TemperatureFit(before: classifier.description.calibration(), to: answers)
    let scores = fit.scores(of: answers)
    return CalibrationReport(
      answers: "pictures", fit: fit, scores: scores,
      errors: [CalibrationReport.Figure.byChance(scores)],
      figures: [
        .init("top-1", before: scores[0].bins.accuracy, after: scores[1].bins.accuracy)
      ], pictureCount: pictures, failures: CalibrationFailures.named(failures))
  }
}

/// Pictures that could not be read, as reports name them.
enum CalibrationFailures {
  static func named(_ failures: [(path: String, error: ImageError)]) -> [ImageError] {
    failures.map { path, error in
      error.path == nil ? ImageError(error.code, error.message, path: path) : error
    }
  }
}

extension TemperatureFit {
  /// The scores of `answers` in every column.
  func scores(of answers: some CalibrationAnswers) -> [CalibrationScores] {
    CalibrationColumn.allCases.map { column in
      var scores = CalibrationScores()
      answers.add(to: &scores) { temperature(column, picture: $0) }
      return scores
    }
  }
}
