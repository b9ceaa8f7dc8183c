import OkoNetworks
import OkoTensors
import Testing

/// A matrix and a vector with a loss whose gradient is known.
private struct Pair: Module {
  let matrix = Parameter([2, 1], .matrix, .constant(1))
  let vector = Parameter([1], .vector, .constant(1))

  init() { initialize(seed: 0) }

  /// Gradient (2, −3) at the matrix and 1 at the vector.
  var loss: Tensor {
    (matrix.value * Tensor([2, -3], shape: [2, 1])).sum() + vector.value.sum()
  }
}

/// One vector under two names.
private struct Tied: Module {
  let first: Parameter
  let second: Parameter

  init() {
    first = Parameter([2], .vector, .constant(1))
    second = first
    initialize(seed: 0)
  }
}

@Suite struct OptimizerTests {
  // import torch; w = torch.ones(2, 1, requires_grad=True); b = torch.ones(1, requires_grad=True)
  // o = torch.optim.SGD([w, b], lr=.1, momentum=.9, nesterov=…)
  // for _ in range(3): o.zero_grad(); ((w * torch.tensor([[2.], [-3.]])).sum() + b.sum()).backward(); o.step()
  @Test(arguments: [
    (false, [-0.122, 2.683, 0.439] as [Float]), (true, [-0.6098, 3.4147, 0.1951]),
  ])
  func gradientDescentFollowsPyTorch(nesterov: Bool, expected: [Float]) {
    let pair = Pair()
    let optimizer = Optimizer(pair, rule: .sgd(momentum: 0.9, nesterov: nesterov))
    for _ in 0..<3 { _ = optimizer.minimize(rate: 0.1) { pair.loss } }
    let values = pair.matrix.value.scalars + pair.vector.value.scalars
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 1e-5) }
  }

  /// The same with torch.optim.AdamW(lr=.1, weight_decay=.5), the vector in a group without decay.
  @Test func adamWDecaysMatricesAlone() {
    let pair = Pair()
    let optimizer = Optimizer(pair, rule: .adam(), weightDecay: 0.5)
    for _ in 0..<3 { _ = optimizer.minimize(rate: 0.1) { pair.loss } }
    // Each step: w ← 0.95 w ∓ 0.1, b ← b − 0.1, as a constant gradient makes Adam's step ±1.
    let expected: [Float] = [0.572_125, 1.142_625, 0.7]
    let values = pair.matrix.value.scalars + pair.vector.value.scalars
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 1e-5) }
  }

  @Test func aParameterWithTwoNamesIsSteppedOnce() {
    let tied = Tied()
    let optimizer = Optimizer(tied, rule: .sgd(momentum: 0, nesterov: false))
    _ = optimizer.minimize(rate: 0.5) { (tied.first.value + tied.second.value).sum() }
    // The gradient is 2, from both places.
    #expect(tied.first.value.scalars == [0, 0])
    #expect(abs(optimizer.gradientNorm - Float(8).squareRoot()) < 1e-6)
    #expect(optimizer.momentTensors.keys.sorted() == ["velocity/first"])
    #expect(tied.trainableCount == 2)
  }

  @Test func theLimitShortensAllGradientsTogether() {
    let pair = Pair()
    let optimizer = Optimizer(
      pair, rule: .sgd(momentum: 0, nesterov: false), gradientLimit: 0.5)
    _ = optimizer.minimize(rate: 1) { pair.loss }
    let norm = Float(14).squareRoot()
    #expect(abs(optimizer.gradientNorm - norm) < 1e-5)
    #expect(abs(pair.matrix.value.scalars[1] - (1 + 3 * 0.5 / norm)) < 1e-5)
  }

  @Test func aLossThatIsNotFiniteChangesNothing() {
    let pair = Pair()
    let optimizer = Optimizer(pair, rule: .adam())
    let parts = optimizer.minimize(rate: 1) { pair.loss * Float.infinity }
    #expect(!parts.scalar.isFinite)
    #expect(pair.matrix.value.scalars == [1, 1])
    #expect(optimizer.steps == 0)
  }

  @Test func onlyItsOwnParametersAreVariablesAndOnlyInside() {
    let (mine, other) = (Pair(), Pair())
    let optimizer = Optimizer(mine, rule: .adam())
    #expect(!mine.matrix.value.isTracked)
    _ = optimizer.minimize(rate: 0.1) {
      #expect(mine.matrix.value.isTracked && mine.matrix.isBeingTrained)
      #expect(!other.matrix.value.isTracked && !other.matrix.isBeingTrained)
      return mine.loss + other.loss
    }
    #expect(!mine.matrix.value.isTracked)
    #expect(other.matrix.value.scalars == [1, 1])
    #expect(mine.matrix.value.scalars != [1, 1])
  }

  @Test func aRestoredOptimizerGoesOnWithTheSameBits() throws {
    func run(_ steps: Int, _ pair: Pair, _ optimizer: Optimizer) {
      for _ in 0..<steps { _ = optimizer.minimize(rate: 0.03) { pair.loss.squared() } }
    }
    let whole = Pair(), interrupted = Pair(), resumed = Pair()
    run(9, whole, Optimizer(whole, rule: .adam(), weightDecay: 0.1))
    let first = Optimizer(interrupted, rule: .adam(), weightDecay: 0.1)
    run(4, interrupted, first)
    let (moments, values) = (first.momentTensors, interrupted.values)
    run(2, interrupted, first)  // must not change what was taken
    for (name, parameter) in resumed.namedParameters {
      parameter.value = try #require(values[name])
    }
    let second = Optimizer(resumed, rule: .adam(), weightDecay: 0.1)
    try second.restore(moments: moments, steps: 4)
    run(5, resumed, second)
    #expect(resumed.matrix.value.scalars == whole.matrix.value.scalars)
    #expect(resumed.vector.value.scalars == whole.vector.value.scalars)
  }

  @Test func theNumberOfThreadsChangesNoBit() {
    func trained(threads: Int) -> [Float] {
      let before = Workers.shared.threadCount
      Workers.shared.threadCount = threads
      defer { Workers.shared.threadCount = before }
      let network = SmallNetwork()
      network.initialize(seed: 1)
      let optimizer = Optimizer(network, rule: .adam(), weightDecay: 0.05)
      var random = RandomSource(seed: 2)
      let x = Tensor(normal: [4, 33, 31, 3], using: &random)
      for _ in 0..<3 { _ = optimizer.minimize(rate: 0.01) { network(x).squared().mean() } }
      return network.values.sorted { $0.key < $1.key }.flatMap { $0.value.scalars }
    }
    #expect(trained(threads: 1) == trained(threads: 2))
  }
}
