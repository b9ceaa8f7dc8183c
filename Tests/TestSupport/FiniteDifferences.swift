package import OkoTensors

/// Compares the gradients of a function of tensors with differences of its values.
///
///     #expect(FiniteDifferences().mismatches(at: [a, b]) { $0[0] * $0[1] } == [])
///
/// The result is projected on random weights, so that one number is differentiated. The differences are
/// the five-point ones, exact for polynomials up to the fourth degree: they allow a step that is large
/// against the rounding of 32-bit floats. Inputs must stay two steps away from kinks.
package struct FiniteDifferences: Sendable {
  /// How far apart the points lie; a power of two keeps them exact.
  package var step: Float = 1 / 32
  /// The largest |gradient − difference| / (1 + |difference|) that passes.
  package var tolerance = 1e-3
  /// Inputs with at most so many scalars are checked one by one.
  package var elementLimit = 40
  /// How many gradients of gradients are checked as well.
  package var order = 1

  package init(
    order: Int = 1, step: Float = 1 / 32, tolerance: Double = 1e-3, elementLimit: Int = 40
  ) {
    self.order = order
    self.step = step
    self.tolerance = tolerance
    self.elementLimit = elementLimit
  }

  /// What differs, in words; empty where the gradients are right.
  ///
  /// Checked are every scalar of small inputs, and two random directions through all inputs at once. At
  /// order 2 the gradients themselves are taken as a function, of the inputs and of the weights on the
  /// result, and checked in the same way.
  package func mismatches(
    at inputs: [Tensor], of function: ([Tensor]) -> Tensor
  ) -> [String] {
    let variables = inputs.map { $0.tracked() }
    let output = function(variables)
    let weights = Tensor(testNumbers(output.shape.count, seed: 77), shape: output.shape)
    let found = gradients(of: output, at: variables, from: weights, differentiably: false)
    let value = { (inputs: [Tensor]) in projection(function(inputs), on: weights) }

    var failures = elementMismatches(inputs, found, value)
    for seed in [UInt32(501), 502] {
      failures += directionMismatch(inputs, found, seed, value)
    }
    guard failures.isEmpty else {
      let shown = failures.prefix(8)
      return shown + (shown.count < failures.count ? ["and \(failures.count - 8) more"] : [])
    }
    guard order > 1 else { return [] }
    return gradientMismatches(inputs, weights, of: function)
  }

  private func elementMismatches(
    _ inputs: [Tensor], _ found: [Tensor], _ value: ([Tensor]) -> Double
  ) -> [String] {
    var failures: [String] = []
    for (index, input) in inputs.enumerated() where input.shape.count <= elementLimit {
      for element in 0..<input.shape.count {
        let expected = difference { offset in
          var scalars = input.scalars
          scalars[element] += offset
          var moved = inputs
          moved[index] = Tensor(scalars, shape: input.shape)
          return value(moved.map { $0.tracked() })
        }
        failures += mismatch(
          Double(found[index].scalars[element]), expected,
          "input \(index) of shape \(input.shape), scalar \(element)")
      }
    }
    return failures
  }

  private func directionMismatch(
    _ inputs: [Tensor], _ found: [Tensor], _ seed: UInt32, _ value: ([Tensor]) -> Double
  ) -> [String] {
    let directions = inputs.enumerated().map { index, input in
      testNumbers(input.shape.count, seed: seed + 10 * UInt32(index))
    }
    let expected = difference { offset in
      value(
        zip(inputs, directions).map { input, direction in
          Tensor(zip(input.scalars, direction).map { $0 + offset * $1 }, shape: input.shape)
            .tracked()
        })
    }
    let slope = zip(found, directions).reduce(0) { total, pair in
      total + projection(pair.0, on: Tensor(pair.1, shape: pair.0.shape))
    }
    return mismatch(slope, expected, "random direction \(seed) through all inputs")
  }

  private func gradientMismatches(
    _ inputs: [Tensor], _ weights: Tensor, of function: ([Tensor]) -> Tensor
  ) -> [String] {
    var next = self
    next.order -= 1
    return next.mismatches(at: inputs + [weights]) { moved in
      let variables = Array(moved.dropLast())
      let found = gradients(
        of: function(variables), at: variables, from: moved[moved.count - 1],
        differentiably: true)
      return found.enumerated().reduce(Tensor(0)) { total, pair in
        let (index, gradient) = pair
        let scalars = testNumbers(gradient.shape.count, seed: 900 + UInt32(index))
        return total + (gradient * Tensor(scalars, shape: gradient.shape)).sum()
      }
    }.map { "gradient of the gradient (last input: the output's weights): " + $0 }
  }

  private func difference(_ value: (Float) -> Double) -> Double {
    let near = value(step) - value(-step), far = value(2 * step) - value(-2 * step)
    return (8 * near - far) / (12 * Double(step))
  }

  private func mismatch(_ found: Double, _ expected: Double, _ place: String) -> [String] {
    let error = abs(found - expected) / (1 + abs(expected))
    guard !(error <= tolerance) else { return [] }
    return ["\(place): gradient \(found), differences say \(expected)"]
  }
}

/// Σ x[i] · weights[i] in double precision.
private func projection(_ tensor: Tensor, on weights: Tensor) -> Double {
  zip(tensor.scalars, weights.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// Reproducible scalars of `shape`, spread over `range`.
package func testTensor(
  _ shape: Shape, seed: UInt32 = 1, in range: ClosedRange<Float> = -1...1
) -> Tensor {
  let half = (range.upperBound - range.lowerBound) / 2
  return Tensor(
    testNumbers(shape.count, seed: seed).map { range.lowerBound + half * ($0 + 1) }, shape: shape)
}

/// What `body` computes with one thread and with two, for comparing bits.
package func onOneAndTwoThreads<Result>(_ body: () -> Result) -> (Result, Result) {
  let workers = Workers.shared
  let before = workers.threadCount
  defer { workers.threadCount = before }
  workers.threadCount = 1
  let alone = body()
  workers.threadCount = 2
  return (alone, body())
}
