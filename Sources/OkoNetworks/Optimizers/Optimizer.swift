import COkoKernels
public import OkoTensors

/// Changes the parameters of a network so that a loss becomes smaller.
///
///     let optimizer = Optimizer(network, rule: .adam(), weightDecay: 0.05)
///     let parts = optimizer.minimize(rate: 1e-3) { loss(network(images), targets) }
///
/// The closure is the only place where a network records and is in training mode. The networks of other
/// optimizers are constants in it.
public final class Optimizer {
  /// How a step follows from a gradient.
  public let rule: UpdateRule
  /// How strongly filters and matrices are pulled towards zero: p −= rate · weightDecay · p.
  public let weightDecay: Float
  /// The largest norm of all gradients together; nil for no limit.
  public let gradientLimit: Float?
  /// How many steps were made.
  public package(set) var steps = 0
  /// The norm of all gradients together at the last step, before the limit.
  public private(set) var gradientNorm: Float = 0

  let parameters: [(name: String, parameter: Parameter)]
  /// For each parameter, in their order, one tensor for each of the rule's moments.
  var moments: [[Tensor]]
  private let pieces: TensorPieces

  /// Makes an optimizer of all trained parameters of `module`.
  public init(
    _ module: some Module, rule: UpdateRule, weightDecay: Float = 0, gradientLimit: Float? = nil
  ) {
    (self.rule, self.weightDecay, self.gradientLimit) = (rule, weightDecay, gradientLimit)
    // Several properties may hold one parameter, which is still to be changed once.
    parameters = module.distinctParameters.filter { $0.parameter.role != .statistic }
    pieces = TensorPieces(counts: parameters.map { $0.parameter.shape.count })
    moments = parameters.map { entry in
      rule.momentNames.map { _ in Tensor(zeros: entry.parameter.shape) }
    }
  }

  /// Makes one step at `rate` towards a smaller sum of what `loss` returns.
  ///
  /// - Parameters:
  ///   - rate: The learning rate.
  ///   - loss: Computes a tensor of any shape, the parts of the loss, whose sum is minimized.
  /// - Returns: the parts. Where one is not finite, nothing has been changed, running statistics included.
  public func minimize(rate: Float, _ loss: () throws -> Tensor) rethrows -> Tensor {
    let scope = TrainingScope(parameters.map(\.parameter))
    let parts = try TrainingScope.$current.withValue(scope) { try loss() }
    let result = parts.untracked
    guard result.scalars.allSatisfy(\.isFinite) else { return result }
    scope.updateStatistics()
    let variables = parameters.map { scope.variable(for: $0.parameter) ?? $0.parameter.constant }
    // Values of the graph go as soon as their gradients are made, so nothing here may hold it any more.
    let total = (consume parts).sum()
    update(gradients(releasing: consume total, at: variables), rate: rate)
    return result
  }

  /// Makes one step along `gradients`, one for each parameter, in one pass over all of them.
  func update(_ gradients: [Tensor], rate: Float) {
    steps += 1
    gradientNorm = norm(of: gradients)
    var scale: Float = 1
    if let gradientLimit, gradientNorm > gradientLimit { scale = gradientLimit / gradientNorm }
    let updates = parameters.map { entry in
      UpdateStep(
        rate: rate, decay: entry.parameter.decays ? weightDecay : 0, gradientScale: scale,
        number: steps)
    }
    let (rule, moments, pieces) = (rule, moments, pieces)
    let old = parameters.map(\.parameter.constant)
    let new = old.map {
      Tensor(shape: $0.shape, storage: Storage(count: $0.shape.count), node: nil)
    }
    pieces.run { number in
      let piece = pieces.pieces[number], index = piece.tensor
      rule.apply(
        updates[index], to: old[index], gradient: gradients[index], moments: moments[index],
        piece.range, into: new[index])
    }
    for (entry, value) in zip(parameters, new) { entry.parameter.value = value }
  }

  /// √Σg² over all gradients, summed in the order of the pieces.
  private func norm(of gradients: [Tensor]) -> Float {
    let pieces = pieces
    var sums = [Double](repeating: 0, count: pieces.pieces.count)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let sums = sums.baseAddress else { return }
      pieces.run { number in
        let piece = pieces.pieces[number], range = piece.range
        gradients[piece.tensor].withUnsafePointer {
          let first = $0 + range.lowerBound
          oko_dot(first, first, Int64(range.count), sums + number)
        }
      }
    }
    return Float(sums.reduce(0, +).squareRoot())
  }
}
