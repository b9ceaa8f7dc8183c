import OkoNetworks
import OkoTensors
import OkoTraining

/// A network with its optimizer: what a checkpoint must hold of anything that learns.
final class OptimizedNetwork<Network: Module> {
  /// The network that is trained.
  let network: Network
  private let optimizer: Optimizer

  /// Makes it of `network`; the rule and the limit of the gradients are those of `Optimizer`.
  init(
    _ network: Network, rule: UpdateRule = .adam(beta1: 0.9, beta2: 0.999), weightDecay: Float,
    gradientLimit: Float? = 10
  ) {
    self.network = network
    optimizer = Optimizer(
      network, rule: rule, weightDecay: weightDecay, gradientLimit: gradientLimit)
  }

  /// How many steps were made.
  var steps: Int { optimizer.steps }

  /// Makes one step towards a smaller sum of what `loss` returns, and returns that.
  func step(rate: Float, _ loss: (Network) throws -> Tensor) rethrows -> [Float] {
    try optimizer.minimize(rate: rate) { try loss(network) }.scalars
  }

  var state: TrainingState {
    var state = TrainingState()
    state.merge(TrainingState(tensors: network.values), prefix: "network/")
    state.merge(
      TrainingState(tensors: optimizer.momentTensors, strings: ["steps": "\(optimizer.steps)"]),
      prefix: "optimizer/")
    return state
  }

  func restore(_ state: TrainingState) throws {
    let weights = state.part(prefix: "network/")
    var values: [(Parameter, Tensor)] = []
    for (name, parameter) in network.namedParameters {
      values.append((parameter, try weights.tensor(name, shape: parameter.shape)))
    }
    let moments = state.part(prefix: "optimizer/")
    guard let steps = moments.strings["steps"].flatMap(Int.init), steps >= 0 else {
      throw TrainingError(.checkpoint, "the checkpoint has no number of optimizer steps")
    }
    try optimizer.restore(moments: moments.tensors, steps: steps)
    for (parameter, value) in values { parameter.value = value }
  }
}
