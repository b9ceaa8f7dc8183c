import COkoKernels

/// The non-linear functions that follow a layer.
public enum Activation: Hashable, Sendable {
  /// max(x, 0).
  case relu
  /// x where positive, else slope · x.
  case leakyReLU(slope: Float)
  /// x · σ(x), also called swish.
  case silu
  /// x · Φ(x), with the error function (Hendrycks and Gimpel 2016).
  case gelu
  /// The tanh approximation of GELU: ½x · (1 + tanh(√(2/π) · (x + 0.044715x³))).
  case geluTanh
  /// σ(x) = 1 / (1 + e⁻ˣ).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
  /// log(1 + eˣ), without overflow.
  case softplus
  /// x · clamp(x/6 + ½, 0…1) (Howard et al. 2019).
  case hardSwish
  /// clamp(x/6 + ½, 0…1), the gate of hard swish.
  case hardSigmoid

  var kernel: oko_activation {
    switch self {
    case .relu: OKO_RELU
    case .leakyReLU: OKO_LEAKY_RELU
    case .silu: OKO_SILU
    case .gelu: OKO_GELU
    case .geluTanh: OKO_GELU_TANH
    case .sigmoid: OKO_SIGMOID
    case .tanh: OKO_TANH
    case .softplus: OKO_SOFTPLUS
    case .hardSwish: OKO_HARD_SWISH
    case .hardSigmoid: OKO_HARD_SIGMOID
    }
  }

  /// Whether the sign of the result is all that the derivative depends on.
  ///
  /// Then it is the result that is kept, which the next layer keeps as well.
  var keepsSign: Bool {
    switch self {
    case .relu: true
    case .leakyReLU(let slope): slope > 0
    default: false
    }
  }

  /// The slope of leaky ReLU; 0 for the others, whose kernels do not look at it.
  var slope: Float {
    if case .leakyReLU(let slope) = self { slope } else { 0 }
  }
}

/// An activation of every scalar.
struct ActivationOperation: Operation {
  let activation: Activation
  /// In how many bits it keeps what its gradient reads.
  var precision = TrainingPrecision.float32

  func outputShape(_ inputs: [Shape]) -> Shape { inputs[0] }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0].pointer
    return Tensor(shape: inputs[0].shape) { result in
      Workers.shared.run(over: inputs[0].shape.count, grain: StridedWalk.grain) { range in
        oko_activate(
          activation.kernel, activation.slope, x + range.lowerBound, result + range.lowerBound,
          Int64(range.count))
      }
    }
  }

  var backwardReads: BackwardReads {
    let reads: BackwardReads = activation.keepsSign ? .output : .inputs
    return precision == .bfloat16 ? reads.union(.rounded) : reads
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let x = activation.keepsSign ? context.output : context.inputs[0]
    return [ActivationGradient(activation: activation).applied(gradient, x, context)]
  }
}

extension Tensor {
  /// The activation of every scalar.
  public func activated(_ activation: Activation) -> Tensor {
    ActivationOperation(activation: activation, precision: .current)(self)
  }
}
