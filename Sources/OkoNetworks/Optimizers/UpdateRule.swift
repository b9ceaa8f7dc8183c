import COkoKernels
import OkoTensors

/// How a step follows from a gradient.
public enum UpdateRule: Sendable, Hashable, Codable {
  /// Gradient descent with momentum (Sutskever et al. 2013 where `nesterov`), in PyTorch's form:
  /// v = momentum · v + g; p −= rate · (nesterov ? g + momentum · v : v).
  case sgd(momentum: Float = 0.9, nesterov: Bool = true)
  /// Adam (Kingma and Ba 2015), epsilon outside the root.
  ///
  /// With weight decay it is AdamW (Loshchilov and Hutter 2019), as decay is decoupled here.
  case adam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

  /// The names of what it remembers for each parameter.
  var momentNames: [String] {
    switch self {
    case .sgd: ["velocity"]
    case .adam: ["first", "second"]
    }
  }
}

/// What a step needs beside the parameter, its gradient and its moments.
struct UpdateStep {
  var rate: Float
  /// Multiplied with the parameter and the rate, then subtracted.
  var decay: Float
  /// Multiplied with the gradient first: clipping.
  var gradientScale: Float
  /// The number of the step, from 1.
  var number: Int
}

extension UpdateRule {
  /// Writes what `parameter` is after a step to `result`, in `range`; changes `moments` in place.
  func apply(
    _ step: UpdateStep, to parameter: Tensor, gradient: Tensor, moments: [Tensor],
    _ range: Range<Int>, into result: Tensor
  ) {
    let (start, count) = (range.lowerBound, range.count)
    result.withUnsafeMutablePointer { new in
      parameter.withUnsafePointer { (new + start).update(from: $0 + start, count: count) }
      gradient.withUnsafePointer { gradient in
        moments[0].withUnsafeMutablePointer { first in
          // A rule with one moment does not look at the second.
          moments[moments.count - 1].withUnsafeMutablePointer { second in
            apply(
              step, to: new + start, gradient: gradient + start, first: first + start,
              second: second + start, count: count)
          }
        }
      }
    }
  }

  /// Changes `parameter` and its moments, `count` scalars each, in place.
  private func apply(
    _ step: UpdateStep, to parameter: UnsafeMutablePointer<Float>,
    gradient: UnsafePointer<Float>, first: UnsafeMutablePointer<Float>,
    second: UnsafeMutablePointer<Float>, count: Int
  ) {
    switch self {
    case .sgd(let momentum, let nesterov):
      var options = oko_sgd_options(
        rate: step.rate, momentum: momentum, decay: step.decay,
        gradient_scale: step.gradientScale, nesterov: nesterov ? 1 : 0)
      oko_sgd(&options, parameter, gradient, first, Int64(count))
    case .adam(let beta1, let beta2, let epsilon):
      var options = oko_adam_options(
        rate: step.rate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: step.decay,
        correction1: 1 - power(beta1, step.number),
        correction2: 1 - power(beta2, step.number), gradient_scale: step.gradientScale)
      oko_adam(&options, parameter, gradient, first, second, Int64(count))
    }
  }
}

/// `base` to a whole power, in double precision by squaring, so that it is the same everywhere.
private func power(_ base: Float, _ exponent: Int) -> Float {
  var (result, factor, rest) = (1.0, Double(base), exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return Float(result)
}
