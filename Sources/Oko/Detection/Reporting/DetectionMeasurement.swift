/// The measuring of a detector on the labelled pictures of a folder, with classes matched by name.
///
///     let detector = try Detector.load("cells")
///     let measurement = try DetectionMeasurement(detector, called: "cells", on: "bccd")
///     print(try measurement.report().text)
public struct DetectionMeasurement: TaskMeasurement, Sendable {
  /// What is measured.
  public internal(set) var detector: Detector
  /// What it is measured on.
  public let dataset: DetectionDataset
  /// The part of the dataset that counts.
  public let split: DatasetSplit
  /// The longer side of the network's input in pixels; nil for that of the training.
  public var imageSize: Int?
  private let classes: ClassCorrespondence

  /// Reads the dataset in `folder`; `name` is what errors call the detector.
  ///
  /// - Throws: `DatasetError` where the split has no pictures, `ModelError` where no class is in common.
  public init(
    _ detector: Detector, called name: String, on folder: String, split: DatasetSplit = .val
  ) throws {
    (self.detector, self.split) = (detector, split)
    dataset = try DetectionDataset.measurable(folder: folder, split: split)
    classes = try ClassCorrespondence(
      of: detector.classNames, with: dataset.classNames, model: name)
  }

  /// How many pictures are looked at.
  public var pictureCount: Int { dataset.samples(split).count }

  /// What lessens the worth of the scores, in words: labels left out, classes that the model lacks.
  public var warnings: [String] {
    MeasurementWarnings.all(dataset.issues, classes)
  }

  /// Checks that `output` does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Measures; `progress` hears how many pictures are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> DetectionReport {
    let samples = dataset.samples(split)
    var evaluator = DetectionEvaluator(samples: samples, classNames: dataset.classNames)
    evaluator.options.imageSize = imageSize
    var found = try evaluator.findings(of: detector) { share in
      try progress(Int((share * Double(samples.count)).rounded()))
    }
    found.detections = found.detections.map(classes.translated)
    return DetectionReport(
      scores: evaluator.scores(of: found), classNames: dataset.classNames, samples: found.samples,
      failures: found.failures.map(\.error))
  }
}
