import OkoTensors
import TestSupport

/// A tensor of small reproducible numbers.
func testTensor(_ shape: Shape, seed: UInt32 = 1) -> Tensor {
  Tensor(testNumbers(shape.count, seed: seed), shape: shape)
}

/// Σ left · right in double precision.
func dot(_ left: Tensor, _ right: Tensor) -> Double {
  zip(left.scalars, right.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// The derivatives of Σ seed · f(inputs) at every input, by reverse accumulation.
func derivatives(
  _ inputs: [Tensor], _ seed: Tensor, differentiably: Bool = false, _ f: ([Tensor]) -> Tensor
) -> [Tensor] {
  let variables = inputs.map { $0.tracked() }
  return gradients(of: f(variables), at: variables, from: seed, differentiably: differentiably)
}

/// The largest relative difference between the derivative along random directions, one for each input,
/// as `gradients` says and as central differences of step `step` say.
func gradientError(
  _ inputs: [Tensor], step: Float = 1e-2, _ f: ([Tensor]) -> Tensor
) -> Double {
  let seed = testTensor(f(inputs).shape, seed: 77)
  let exact = derivatives(inputs, seed, f)
  var worst = 0.0
  for index in inputs.indices {
    let direction = testTensor(inputs[index].shape, seed: UInt32(100 + index))
    func value(_ sign: Float) -> Double {
      var moved = inputs
      moved[index] = Tensor(
        zip(inputs[index].scalars, direction.scalars).map { $0 + sign * step * $1 },
        shape: inputs[index].shape)
      return dot(f(moved), seed)
    }
    let slope = (value(1) - value(-1)) / (2 * Double(step))
    let claimed = dot(exact[index], direction)
    worst = max(worst, abs(claimed - slope) / (1 + abs(slope)))
  }
  return worst
}

/// Runs `body` with every number of threads and returns the results.
func withThreads<Result>(_ counts: [Int], _ body: () -> Result) -> [Result] {
  let before = Workers.shared.threadCount
  defer { Workers.shared.threadCount = before }
  return counts.map {
    Workers.shared.threadCount = $0
    return body()
  }
}
