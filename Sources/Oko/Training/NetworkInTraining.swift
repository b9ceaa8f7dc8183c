import OkoNetworks
import OkoTensors
import OkoTraining

/// A network with its optimizer and the moving average of its weights: what the trainees of all tasks are built of.
final class NetworkInTraining<Network: Module> {
  /// What it trains on; a run is taken up with nothing else.
  private let data: TrainingData
  private let body: OptimizedNetwork<Network>
  private var average: MovingAverage
  /// The same network with the averaged weights, which is what users get.
  private let twin: Network

  /// Makes it of a network in the hands of its optimizer and a `twin` of the same architecture.
  init(_ body: OptimizedNetwork<Network>, twin: Network, data: TrainingData) {
    (self.body, self.twin, self.data) = (body, twin, data)
    average = MovingAverage(body.network.values)
  }

  /// Makes it of `network` and a `twin` of the same architecture.
  convenience init(_ network: Network, twin: Network, weightDecay: Float, data: TrainingData) {
    self.init(OptimizedNetwork(network, weightDecay: weightDecay), twin: twin, data: data)
  }

  /// The network that is trained.
  var network: Network { body.network }

  /// How many steps were made.
  var steps: Int { body.steps }

  func begin(_ epoch: EpochPlan) {
    average.plan(steps: epoch.plannedSteps)
  }

  /// Makes one step towards a smaller sum of what `loss` returns, and returns that.
  func step(rate: Float, _ loss: (Network) throws -> Tensor) rethrows -> [Float] {
    let parts = try body.step(rate: rate, loss)
    average.update(with: network.values)
    return parts
  }

  /// The network with averaged weights.
  var averaged: Network {
    for (name, parameter) in twin.namedParameters {
      if let value = average.tensors[name] { parameter.value = value }
    }
    return twin
  }

  var state: TrainingState {
    get throws {
      var state = body.state
      state.strings["data"] = data.fingerprint
      try state.encode(data.classNames, as: "classes")
      state.merge(average.state, prefix: "average/")
      return state
    }
  }

  func restore(_ state: TrainingState) throws {
    try data.require(in: state)
    try average.restore(state.part(prefix: "average/"))
    try body.restore(state)
  }
}

/// What tells one set of training data from another.
struct TrainingData {
  let classNames: [String]
  let fingerprint: String

  /// Throws where `state` is of a run on other data.
  func require(in state: TrainingState) throws(TrainingError) {
    // The first checkpoints did not note their data.
    guard let noted = state.strings["data"] else { return }
    let known = try state.decode([String].self, from: "classes")
    guard classNames != known || fingerprint != noted else { return }
    let difference =
      classNames == known
      ? "other pictures or labels"
      : "its classes were \(known.joined(separator: ", ")), "
        + "now they are \(classNames.joined(separator: ", "))"
    throw TrainingError(
      .checkpoint,
      "the dataset has changed since the checkpoint was written (\(difference)); put it back, "
        + "or start a new run from this one's best model with --init")
  }
}
