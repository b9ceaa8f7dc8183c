import COkoKernels

/// gradient · f′(x) for an activation f: inputs gradient and x, of one shape; x may be rounded.
struct ActivationGradient: Operation {
  let activation: Activation

  func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(
      inputs[0] == inputs[1], "activation gradient: \(inputs[0]) for an input \(inputs[1])")
    return inputs[0]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    Tensor(shape: inputs[0].shape) { write(inputs[0], inputs[1], into: $0) }
  }

  /// The same, written over the gradient where the backward that asks may do so.
  func applied(_ gradient: Tensor, _ x: Tensor, _ context: BackwardContext) -> Tensor {
    guard context.mayOverwriteGradient else { return self(gradient, x) }
    withExtendedLifetime((gradient, x)) { write(gradient, x, into: gradient.storage.pointer) }
    return gradient
  }

  private func write(
    _ gradient: Tensor, _ x: Tensor, into result: UnsafeMutablePointer<Float>
  ) {
    x.forEachRange { range in
      x.withFloats(in: range) { x, piece in
        let start = piece.lowerBound
        oko_activate_backward(
          activation.kernel, activation.slope, x, gradient.pointer + start, result + start,
          Int64(piece.count))
      }
    }
  }

  var backwardReads: BackwardReads { .inputs }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (incoming, x) = (context.inputs[0], context.inputs[1].inFloats)
    return [
      context.needs[0] ? ActivationGradient(activation: activation)(gradient, x) : nil,
      context.needs[1]
        ? activation.secondDerivative(at: x).map { gradient * incoming * $0 } : nil,
    ]
  }
}

extension Activation {
  /// f″(x), itself differentiable; nil where it is zero everywhere it exists.
  fileprivate func secondDerivative(at x: Tensor) -> Tensor? {
    switch self {
    case .relu, .leakyReLU, .hardSigmoid: return nil
    case .hardSwish: return x.mapped { abs($0) < 3 ? 1 / 3 : 0 }
    case .tanh:
      let t = x.activated(.tanh)
      return t * (t.squared() - 1) * 2
    case .sigmoid:
      let s = x.activated(.sigmoid)
      return s * (1 - s) * (1 - 2 * s)
    case .softplus:
      let s = x.activated(.sigmoid)
      return s * (1 - s)
    case .silu:
      let s = x.activated(.sigmoid)
      return s * (1 - s) * (2 + x * (1 - 2 * s))
    case .gelu:
      let scale = 1 / (2 * Float.pi).squareRoot()
      return (x.squared() * -0.5).exp() * scale * (2 - x.squared())
    case .geluTanh:
      return geluTanhSecondDerivative(at: x)
    }
  }

  /// With f = ½x(1 + t), t = tanh u and u = c(x + ax³): f″ = t′ + ½x · t″.
  private func geluTanhSecondDerivative(at x: Tensor) -> Tensor {
    let c = (2 / Float.pi).squareRoot(), a: Float = 0.044715
    let square = x.squared()
    let t = (c * (x + a * (square * x))).activated(.tanh)
    let rise = c * (1 + 3 * a * square)
    let fall = 1 - t.squared()
    let curvature = fall * (6 * a * c * x - 2 * t * rise.squared())
    return fall * rise + 0.5 * x * curvature
  }
}
