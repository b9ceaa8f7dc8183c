public import OkoImaging
import OkoTensors
import OkoTraining

/// Measures a detector on labelled pictures.
public struct DetectionEvaluator: Sendable {
  /// What a detector found on the pictures that can be read.
  public struct Findings: Sendable {
    /// The pictures.
    public internal(set) var samples: [DetectionSample] = []
    /// What was found on each of them, with confidences at temperature 1.
    public var detections: [[Detection]] = []
    /// The pictures that cannot be read, and why.
    public internal(set) var failures: [(path: String, error: ImageError)] = []
    /// How the detector's logits become the confidences by which thresholds are meant.
    public var calibration = Temperature.one
  }

  /// The pictures.
  public let samples: [DetectionSample]
  /// The names of the classes.
  public let classNames: [String]
  /// What is asked of the detector: nearly everything, as the precision at every recall counts.
  ///
  /// It is asked at temperature 1, so that calibration changes neither what is found nor how it ranks.
  public var options = DetectionOptions(confidence: 0.001)

  /// Makes an evaluator on `samples`.
  public init(samples: [DetectionSample], classNames: [String]) {
    (self.samples, self.classNames) = (samples, classNames)
  }

  /// What `detector` finds on the pictures, in their order.
  ///
  /// While the network looks at one picture, other threads read the next ones. `progress` hears of the
  /// finished share and may throw to stop.
  public func findings(
    of detector: Detector, _ progress: (Double) throws -> Void = { _ in }
  ) throws -> Findings {
    var findings = Findings(calibration: detector.description.calibration())
    findings.failures = try forEachPicture(of: detector, progress) { sample, input, logits in
      findings.samples.append(sample)
      findings.detections.append(
        detector.detections(
          logits: logits, input, options, severalClasses: true, calibration: .one))
    }
    return findings
  }

  /// Hands each picture that can be read, with the logits of its anchors, to `body`, in their order.
  ///
  /// - Returns: the others, and why they cannot be read.
  func forEachPicture(
    of detector: Detector, _ progress: (Double) throws -> Void,
    _ body: (DetectionSample, DetectorInput, Tensor) -> Void
  ) throws -> [(path: String, error: ImageError)] {
    var failures: [(path: String, error: ImageError)] = []
    let threads = Workers.shared.threadCount
    // One for each thread keeps any number of them busy; more would only fill the memory.
    let ahead = min(threads, 16)
    var reading: [Background<Result<DetectorInput, ImageError>>] = []
    for (index, sample) in samples.enumerated() {
      while reading.count < ahead, index + reading.count < samples.count {
        let path = samples[index + reading.count].imagePath
        reading.append(
          Background(inParallel: threads > 1) { [options] in
            Result { () throws(ImageError) in try detector.prepare(path: path, options) }
          })
      }
      switch reading.removeFirst().value {
      case .success(let input):
        body(sample, input, detector.compiled(input.tensor))
      case .failure(let error): failures.append((sample.imagePath, error))
      }
      try progress(Double(index + 1) / Double(samples.count))
    }
    return failures
  }

  /// How good `detector` is on the pictures.
  ///
  /// - Precondition: it has as many classes as there are names here.
  /// - Throws: `TrainingError` that names a picture that cannot be read, and what `progress` throws.
  public func scores(
    of detector: Detector, _ progress: (Double) throws -> Void = { _ in }
  ) throws -> DetectionScores {
    let findings = try findings(of: detector, progress)
    if let (path, error) = findings.failures.first { throw error.training(file: path) }
    return scores(of: findings)
  }

  /// How good `findings` are on the pictures that could be read.
  ///
  /// - Precondition: there is a list of detections for each picture.
  public func scores(of findings: Findings) -> DetectionScores {
    precondition(
      findings.detections.count == findings.samples.count,
      "DetectionEvaluator: \(findings.detections.count) lists of detections "
        + "for \(findings.samples.count) pictures")
    var evaluation = DetectionEvaluation(
      classCount: classNames.count, calibration: findings.calibration)
    for (found, sample) in zip(findings.detections, findings.samples) {
      evaluation.add(
        detections: found, truths: sample.objects.map { DetectionTruth($0) })
    }
    return evaluation.scores()
  }
}
