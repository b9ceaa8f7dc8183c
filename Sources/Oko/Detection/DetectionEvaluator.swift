import OkoImaging
import OkoTensors
import OkoTraining

/// Measures a detector on labelled pictures.
public struct DetectionEvaluator: Sendable {
  /// The pictures.
  public let samples: [DetectionSample]
  /// The names of the classes.
  public let classNames: [String]
  /// What is asked of the detector: nearly everything, as the precision at every recall counts.
  public var options = DetectionOptions(confidence: 0.001)

  /// Makes an evaluator on `samples`.
  public init(samples: [DetectionSample], classNames: [String]) {
    (self.samples, self.classNames) = (samples, classNames)
  }

  /// What `detector` finds on every picture, in their order.
  ///
  /// Pictures are read on all threads, a group ahead of the network. `progress` hears of the finished share
  /// and may throw to stop.
  public func detections(
    of detector: Detector, _ progress: (Double) throws -> Void = { _ in }
  ) throws -> [[Detection]] {
    var found: [[Detection]] = []
    let group = 16
    while found.count < samples.count {
      let first = found.count
      let inputs = Workers.shared.map(min(group, samples.count - first)) { offset in
        let path = samples[first + offset].imagePath
        return Result { () throws(ImageError) in try detector.prepare(path: path, options) }
      }
      for input in inputs {
        let input = try input.get()
        let logits = detector.network(input.tensor)
        found.append(detector.detections(logits: logits, input, options, severalClasses: true))
      }
      try progress(Double(found.count) / Double(samples.count))
    }
    return found
  }

  /// How good `detector` is on the pictures.
  ///
  /// - Precondition: it has as many classes as there are names here.
  public func scores(
    of detector: Detector, _ progress: (Double) throws -> Void = { _ in }
  ) throws -> DetectionScores {
    scores(of: try detections(of: detector, progress))
  }

  /// How good `detections` are, one list for each of the pictures.
  public func scores(of detections: [[Detection]]) -> DetectionScores {
    var evaluation = DetectionEvaluation(classCount: classNames.count)
    for (found, sample) in zip(detections, samples) {
      evaluation.add(
        detections: found, truths: sample.objects.map { DetectionTruth($0) })
    }
    return evaluation.scores()
  }
}
