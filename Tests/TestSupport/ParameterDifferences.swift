package import OkoNetworks
package import OkoTensors

/// Compares the gradients of a loss at the parameters of a network with differences of its values.
///
///     #expect(ParameterDifferences().mismatches(in: layer) { layer(x).squared().sum() } == [])
///
/// Each parameter is moved along its own gradient, along a random direction and at the entry where the gradient is
/// greatest, always by unit vectors times the step. The differences are the five-point ones.
package struct ParameterDifferences: Sendable {
  /// How far apart the points lie.
  package var step: Float
  /// The largest |gradient − difference| / (1 + |difference|) that passes.
  package var tolerance: Double

  package init(step: Float = 1 / 32, tolerance: Double = 1e-3) {
    (self.step, self.tolerance) = (step, tolerance)
  }

  /// What differs, in words; empty where the gradients are right.
  ///
  /// - Precondition: `loss` computes a scalar, the same for the same parameters.
  package func mismatches(in network: some Module, of loss: () -> Tensor) -> [String] {
    let trained = network.namedParameters.filter { $0.parameter.role != .statistic }
    var found: [Tensor] = []
    _ = Optimizer(network, rule: .sgd()).minimize(rate: 0) {
      let value = loss()
      found = gradients(of: value, at: trained.map { $0.parameter.value })
      return value
    }
    var failures: [String] = []
    for ((name, parameter), gradient) in zip(trained, found) {
      let slopes = gradient.scalars
      for (what, direction) in directions(slopes) {
        let slope = zip(slopes, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let expected = difference(of: loss, parameter, along: direction)
        let error = abs(slope - expected) / (1 + abs(expected))
        guard !(error <= tolerance) else { continue }
        failures.append("\(name) \(what): gradient \(slope), differences say \(expected)")
      }
    }
    return failures
  }

  /// Unit vectors, by what they are.
  private func directions(_ gradient: [Float]) -> [(name: String, direction: [Float])] {
    var entry = [Float](repeating: 0, count: gradient.count)
    if let greatest = gradient.indices.max(by: { abs(gradient[$0]) < abs(gradient[$1]) }) {
      entry[greatest] = 1
    }
    let random = testNumbers(gradient.count, seed: 71)
    return [("along the gradient", gradient), ("along chance", random), ("at an entry", entry)]
      .compactMap { name, vector in
        let length = vector.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? (name, vector.map { $0 / length }) : nil
      }
  }

  private func difference(
    of loss: () -> Tensor, _ parameter: Parameter, along direction: [Float]
  ) -> Double {
    let value = parameter.value
    let scalars = value.scalars
    defer { parameter.value = value }
    func moved(_ steps: Float) -> Double {
      let offset = steps * step
      parameter.value = Tensor(
        zip(scalars, direction).map { $0 + offset * $1 }, shape: parameter.shape)
      return Double(loss().scalar)
    }
    return (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * Double(step))
  }
}
