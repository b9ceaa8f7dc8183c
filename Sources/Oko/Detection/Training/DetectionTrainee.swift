import OkoImaging
import OkoNetworks
import OkoTensors
import OkoTraining

/// A detector in training: what `Trainer` drives.
final class DetectionTrainee: Trainable {
  typealias Batch = DetectionBatch

  let network: DetectorNetwork
  let description: ModelDescription
  /// What it trains on; a run is taken up with nothing else.
  private let dataFingerprint: String
  private let optimizer: Optimizer
  private var average: MovingAverage
  /// The same network with the averaged weights, which is what users get.
  private let averaged: DetectorNetwork
  private let evaluator: DetectionEvaluator

  init(
    _ network: DetectorNetwork, description: ModelDescription, dataFingerprint: String,
    optimizer: Optimizer, evaluator: DetectionEvaluator
  ) {
    (self.network, self.description, self.optimizer) = (network, description, optimizer)
    self.dataFingerprint = dataFingerprint
    self.evaluator = evaluator
    average = MovingAverage(network.values)
    averaged = DetectorNetwork(network.architecture)
  }

  static let metricNames = ["map50_95", "map50", "precision", "recall"]
  var metricNames: [String] { Self.metricNames }

  func begin(_ epoch: EpochPlan) {
    average.plan(steps: epoch.plannedSteps)
  }

  func step(_ batch: DetectionBatch, rate: Float) throws -> NamedValues {
    let canvas = Size(width: batch.images.shape[2], height: batch.images.shape[1])
    let loss = DetectionLoss(
      grid: AnchorGrid(size: canvas), targets: batch.targets,
      classCount: network.architecture.classCount)
    let parts = optimizer.minimize(rate: rate) { loss(network(batch.images)) }.scalars
    average.update(with: network.values)
    return NamedValues([("box", parts[0]), ("class", parts[1]), ("distribution", parts[2])])
  }

  func evaluate(_ progress: (Double) throws -> Void) throws -> Metrics {
    let scores = try evaluator.scores(of: averagedDetector, progress)
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
  var averagedDetector: Detector {
    for (name, parameter) in averaged.namedParameters {
      if let value = average.tensors[name] { parameter.value = value }
    }
    return Detector(averaged, description: description)
  }

  var model: TrainingState {
    TrainingState(
      tensors: averagedDetector.network.checkpointTensors, strings: description.metadata)
  }

  var state: TrainingState {
    get throws {
      var state = TrainingState(strings: ["data": dataFingerprint])
      try state.encode(description.classNames, as: "classes")
      state.merge(TrainingState(tensors: network.values), prefix: "network/")
      state.merge(average.state, prefix: "average/")
      state.merge(
        TrainingState(
          tensors: optimizer.momentTensors, strings: ["steps": "\(optimizer.steps)"]),
        prefix: "optimizer/")
      return state
    }
  }

  func restore(_ state: TrainingState) throws {
    try requireSameData(state)
    let weights = state.part(prefix: "network/")
    var values: [(Parameter, Tensor)] = []
    for (name, parameter) in network.namedParameters {
      values.append((parameter, try weights.tensor(name, shape: parameter.shape)))
    }
    let moments = state.part(prefix: "optimizer/")
    guard let steps = moments.strings["steps"].flatMap(Int.init), steps >= 0 else {
      throw TrainingError(.checkpoint, "the checkpoint has no number of optimizer steps")
    }
    try average.restore(state.part(prefix: "average/"))
    try optimizer.restore(moments: moments.tensors, steps: steps)
    for (parameter, value) in values { parameter.value = value }
  }

  private func requireSameData(_ state: TrainingState) throws(TrainingError) {
    // The first checkpoints did not note their data.
    guard let fingerprint = state.strings["data"] else { return }
    let (names, known) = (description.classNames, try state.decode([String].self, from: "classes"))
    guard names != known || fingerprint != dataFingerprint else { return }
    let difference =
      names == known
      ? "other pictures or labels"
      : "its classes were \(known.joined(separator: ", ")), "
        + "now they are \(names.joined(separator: ", "))"
    throw TrainingError(
      .checkpoint,
      "the dataset has changed since the checkpoint was written (\(difference)); put it back, "
        + "or start a new run from this one's best model with --init")
  }

  func describe(_ batch: DetectionBatch) -> [String] { batch.files }
}
