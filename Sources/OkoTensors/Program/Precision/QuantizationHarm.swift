/// What it costs a network's results that one of its values is computed from bytes.
package struct QuantizationHarm: Sendable {
  /// The value.
  package let value: Int
  /// What computes it, for people.
  package let description: String
  /// The squared error of the results as a share of their squares, where this value alone is computed from bytes.
  package let error: Double
}

extension CompiledNetwork {
  /// What each value costs that `plan` computes from bytes, in the order of the values, measured on `inputs`.
  ///
  /// - Precondition: there is an input.
  package func harms(of plan: QuantizationPlan, on inputs: [[Tensor]]) -> [QuantizationHarm] {
    precondition(!inputs.isEmpty, "harms: there is no input to measure on")
    let floats = computing(in: .float32)
    let all = computing(in: .int8(plan)).program(for: inputs[0].map(\.shape)).quantizedValues
    let values = Set(all.map(\.value))
    return all.map { value, description in
      var alone = plan
      alone.exactValues.formUnion(values.subtracting([value]))
      return QuantizationHarm(
        value: value, description: description,
        error: computing(in: .int8(alone)).relativeError(from: floats, on: inputs))
    }
  }

  /// The squared error of this network's results on `inputs` as a share of the squares of `exact`'s.
  package func relativeError(from exact: CompiledNetwork, on inputs: [[Tensor]]) -> Double {
    var (error, whole) = (0.0, 0.0)
    for input in inputs {
      for (result, expected) in zip(self(input), exact(input)) {
        for (number, expected) in zip(result.scalars, expected.scalars) {
          error += Double((number - expected) * (number - expected))
          whole += Double(expected * expected)
        }
      }
    }
    return whole > 0 ? error / whole : 0
  }
}

extension Program {
  /// The values that are computed from bytes, and what computes them.
  package var quantizedValues: [(value: Int, description: String)] {
    steps.filter { $0.work is LowPrecisionConvolutionStep }.map {
      ($0.result.index, $0.work.description)
    }
  }
}
