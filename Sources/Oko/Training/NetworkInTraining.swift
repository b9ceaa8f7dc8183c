import OkoNetworks
import OkoTensors
import OkoTraining

/// A network with its optimizer and the moving average of its weights: what the trainees of all tasks are built of.
final class NetworkInTraining<Network: Module> {
  /// The network that is trained.
  let network: Network
  /// What it trains on; a run is taken up with nothing else.
  private let data: TrainingData
  private let optimizer: Optimizer
  private var average: MovingAverage
  /// The same network with the averaged weights, which is what users get.
  private let twin: Network

  /// Makes it of `network` and a `twin` of the same architecture.
  init(_ network: Network, twin: Network, weightDecay: Float, data: TrainingData) {
    (self.network, self.twin, self.data) = (network, twin, data)
    optimizer = Optimizer(
      network, rule: .adam(beta1: 0.9, beta2: 0.999), weightDecay: weightDecay, gradientLimit: 10)
    average = MovingAverage(network.values)
  }

  func begin(_ epoch: EpochPlan) {
    average.plan(steps: epoch.plannedSteps)
  }

  /// Makes one step towards a smaller sum of what `loss` returns, and returns that.
  func step(rate: Float, _ loss: (Network) -> Tensor) -> [Float] {
    let parts = optimizer.minimize(rate: rate) { loss(network) }.scalars
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
      var state = TrainingState(strings: ["data": data.fingerprint])
      try state.encode(data.classNames, as: "classes")
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
    try data.require(in: state)
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
