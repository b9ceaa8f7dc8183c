import OkoImaging
import OkoNetworks
import OkoTensors
import OkoTraining

/// A detector in training: what `Trainer` drives.
final class DetectionTrainee: Trainable {
  typealias Batch = DetectionBatch

  private let body: NetworkInTraining<DetectorNetwork>
  private let description: ModelDescription
  private let evaluator: DetectionEvaluator

  init(
    _ body: NetworkInTraining<DetectorNetwork>, description: ModelDescription,
    evaluator: DetectionEvaluator
  ) {
    (self.body, self.description, self.evaluator) = (body, description, evaluator)
  }

  static let metricNames = ["map50_95", "map50", "precision", "recall"]
  var metricNames: [String] { Self.metricNames }

  func begin(_ epoch: EpochPlan) { body.begin(epoch) }

  func step(_ batch: DetectionBatch, rate: Float) throws -> NamedValues {
    let canvas = Size(width: batch.images.shape[2], height: batch.images.shape[1])
    let loss = DetectionLoss(
      grid: AnchorGrid(size: canvas), targets: batch.targets,
      classCount: description.classNames.count)
    let parts = body.step(rate: rate) { network in loss(network(batch.images)) }
    return NamedValues([("box", parts[0]), ("class", parts[1]), ("distribution", parts[2])])
  }

  func evaluate(_ progress: (Double) throws -> Void) throws -> Metrics {
    let scores = try evaluator.scores(of: detector, progress)
    let (figures, curve) = (scores.figures, scores.confidenceCurve)
    // COCO's −1: there is nothing to find. That is no score, and no epoch is better for it.
    guard figures.averagePrecision >= 0 else { return Metrics() }
    return Metrics(
      [
        "map50_95": figures.averagePrecision, "map50": figures.averagePrecision50,
        "precision": curve.precision[curve.bestIndex], "recall": curve.recall[curve.bestIndex],
      ], primary: "map50_95")
  }

  /// The detector with averaged weights.
  private var detector: Detector { Detector(body.averaged, description: description) }

  var model: TrainingState {
    TrainingState(tensors: body.averaged.checkpointTensors, strings: description.metadata)
  }

  var state: TrainingState { get throws { try body.state } }

  func restore(_ state: TrainingState) throws { try body.restore(state) }

  func describe(_ batch: DetectionBatch) -> [String] { batch.files }
}
