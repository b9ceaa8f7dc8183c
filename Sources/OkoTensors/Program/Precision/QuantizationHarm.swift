/// What it costs a network's results that one of its values is computed from bytes.
package struct QuantizationHarm: Sendable {
  /// The value.
  package let value: Int
  /// What computes it in floats, for people.
  package let description: String
  /// The squared error of the results as a share of their squares, where this value alone is computed from bytes; infinite
  /// where a result is no number.
  package let error: Double
}

extension CompiledNetwork {
  /// What each value costs that `plan` computes from bytes, in the order of the values, measured on `inputs`.
  ///
  /// `progress` hears of how many of how many values are done, and may throw to stop.
  ///
  /// - Precondition: there is an input.
  package func harms(
    of plan: QuantizationPlan, on inputs: [[Tensor]],
    _ progress: (Int, Int) throws -> Void = { _, _ in }
  ) rethrows -> [QuantizationHarm] {
    precondition(!inputs.isEmpty, "harms: there is no input to measure on")
    let shapes = inputs[0].map(\.shape)
    let floats = computing(in: .float32)
    let exact = inputs.map { floats($0) }
    var names: [Int: String] = [:]
    for step in floats.program(for: shapes).steps {
      names[step.result.index] = step.work.description
    }
    let values = computing(in: .int8(plan)).program(for: shapes).quantizedValues
    return try values.enumerated().map { index, value in
      var alone = plan
      alone.exactValues.formUnion(Set(values).subtracting([value]))
      let error = computing(in: .int8(alone)).relativeError(from: exact, on: inputs)
      try progress(index + 1, values.count)
      return QuantizationHarm(value: value, description: names[value] ?? "", error: error)
    }
  }

  /// The squared error of this network's results on `inputs` as a share of the squares of `exact`; infinite where one is
  /// no number.
  package func relativeError(from exact: [[Tensor]], on inputs: [[Tensor]]) -> Double {
    var (error, whole) = (0.0, 0.0)
    for (input, exact) in zip(inputs, exact) {
      for (result, expected) in zip(self(input), exact) {
        for (number, expected) in zip(result.scalars, expected.scalars) {
          error += Double((number - expected) * (number - expected))
          whole += Double(expected * expected)
        }
      }
    }
    guard error.isFinite, whole.isFinite else { return .infinity }
    return error == 0 ? 0 : error / whole
  }
}

extension Program {
  /// The values that are computed from bytes.
  package var quantizedValues: [Int] {
    steps.filter { $0.work is LowPrecisionConvolutionStep }.map(\.result.index)
  }
}
