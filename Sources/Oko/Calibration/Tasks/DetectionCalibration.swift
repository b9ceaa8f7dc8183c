import OkoImaging
import OkoTensors

/// The fitting of a detector's temperature on the labelled pictures of a folder.
///
///     let detector = try Detector.load("cells")
///     let calibration = try DetectionCalibration(detector, called: "cells", on: "bccd")
///     print(try calibration.report().fit.after)
///
/// What counts is what `oko detect` shows by default: boxes after suppression, one class each, right
/// where they overlap a thing of their class by at least a half. They are chosen at temperature 1 for every column.
public struct DetectionCalibration: TaskCalibration, Sendable {
  /// What the model does.
  public static let task = DetectionTraining.task

  /// What is calibrated.
  public let detector: Detector
  /// What it is calibrated on.
  public let dataset: DetectionDataset
  /// The part of the dataset that counts.
  public let split: DatasetSplit
  /// The longer side of the network's input in pixels; nil for that of the training.
  public var imageSize: Int?
  /// What the confidence of a box at temperature 1 must exceed for it to count.
  public var confidence: Float = 0.25
  /// Whether a bias is fitted as well, for detectors whose confidences a temperature alone does not make honest.
  public var fitsBias = false
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

  /// What lessens the worth of the fit, in words.
  public var warnings: [String] { MeasurementWarnings.all(dataset.issues, classes) }

  /// Checks that `output` does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Fits; `progress` hears how many pictures are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> CalibrationReport {
    let samples = dataset.samples(split)
    let evaluator = DetectionEvaluator(samples: samples, classNames: dataset.classNames)
    var found = FoundCandidates()
    let shown = DetectionOptions(confidence: confidence, imageSize: imageSize)
    var ranked = evaluator.options
    ranked.imageSize = imageSize
    let failures = try evaluator.forEachPicture(
      of: detector,
      { share in try progress(Int((share * Double(samples.count)).rounded())) },
      { sample, input, logits in
        found.add(
          translated(detector.candidates(logits: logits, input, shown, calibration: .one)),
          ranked: translated(
            detector.candidates(
              logits: logits, input, ranked, severalClasses: true, calibration: .one)),
          truths: sample.objects.map { DetectionTruth($0) }, size: input.letterbox.original)
      })
    let fit = TemperatureFit(before: detector.description.calibration(), to: found.answers) {
      fitsBias
        ? $0.biasedTemperature(in: TemperatureFit.range) : TemperatureFit.temperature(for: $0)
    }
    let scores = fit.scores(of: found.answers)
    return CalibrationReport(
      answers: "detections", fit: fit, scores: scores,
      errors: [CalibrationReport.Figure.byChance(scores)] + found.errors(fit),
      figures: found.figures(fit, classCount: dataset.classNames.count),
      pictureCount: found.pictures.count, failures: CalibrationFailures.named(failures))
  }

  private func translated(_ candidates: [DetectionCandidate]) -> [DetectionCandidate] {
    candidates.compactMap { candidate in
      classes.translated(candidate.classIndex).map {
        DetectionCandidate(box: candidate.box, classIndex: $0, logit: candidate.logit)
      }
    }
  }
}

/// What a detector found on all pictures, and what there is.
private struct FoundCandidates {
  struct Picture {
    var size: Size
    var boxes: [(candidate: DetectionCandidate, isRight: Bool)]
    var ranked: [DetectionCandidate]
    var truths: [DetectionTruth]
  }

  private(set) var pictures: [Picture] = []
  private(set) var answers = BinaryAnswers()

  mutating func add(
    _ candidates: [DetectionCandidate], ranked: [DetectionCandidate], truths: [DetectionTruth],
    size: Size
  ) {
    let outcomes = CandidateMatching.outcomes(candidates, truths: truths)
    let boxes = zip(candidates, outcomes).compactMap { candidate, isRight in
      isRight.map { (candidate: candidate, isRight: $0) }
    }
    for (candidate, isRight) in boxes {
      answers.add(logit: candidate.logit, isRight: isRight, picture: pictures.count)
    }
    pictures.append(Picture(size: size, boxes: boxes, ranked: ranked, truths: truths))
  }

  /// Küppers and others, 2020: the errors of confidences alone in 20 bins, and of confidence, place and size.
  func errors(_ fit: TemperatureFit) -> [CalibrationReport.Figure] {
    let columns = CalibrationColumn.allCases.map { column -> (alone: Double?, placed: Double?) in
      var (alone, placed) = (CalibrationBins(count: 20), CalibrationBoxBins())
      for (number, picture) in pictures.enumerated() {
        let temperature = fit.temperature(column, picture: number)
        for (candidate, isRight) in picture.boxes {
          let confidence = temperature.probability(logit: Double(candidate.logit))
          alone.add(confidence: confidence, isRight: isRight)
          placed.add(
            confidence: confidence, box: candidate.box, on: picture.size, isRight: isRight)
        }
      }
      return (alone.expectedError(leastCount: placed.leastCount), placed.expectedError)
    }
    func figure(_ name: String, _ values: [Double?]) -> CalibrationReport.Figure {
      .init(name, before: values[0], after: values[1], crossFitted: values[2])
    }
    return [
      figure("D-ECE", columns.map(\.alone)), figure("D-ECE, placed", columns.map(\.placed)),
    ]
  }

  /// COCO's mean average precision at both temperatures.
  func figures(_ fit: TemperatureFit, classCount: Int) -> [CalibrationReport.Figure] {
    let scores = [fit.before, fit.after].map { temperature in
      var evaluation = DetectionEvaluation(classCount: classCount)
      for picture in pictures {
        evaluation.add(
          boxes: picture.ranked.map(\.box), classes: picture.ranked.map(\.classIndex),
          // In double precision, in which no two logits get one confidence.
          scores: picture.ranked.map { temperature.probability(logit: Double($0.logit)) },
          truths: picture.truths)
      }
      return evaluation.scores().figures
    }
    return [
      .init(
        "mAP50", before: scores[0].averagePrecision50, after: scores[1].averagePrecision50),
      .init("mAP50-95", before: scores[0].averagePrecision, after: scores[1].averagePrecision),
    ]
  }
}
