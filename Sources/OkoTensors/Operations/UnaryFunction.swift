import COkoKernels

/// A function of one number, applied to every scalar.
enum UnaryFunction: Operation {
  case exponential, logarithm, squareRoot, reciprocal, negation, absolute, square

  func outputShape(_ inputs: [Shape]) -> Shape { inputs[0] }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0].pointer
    return Tensor(shape: inputs[0].shape) { result in
      Workers.shared.run(over: inputs[0].shape.count, grain: StridedWalk.grain) { range in
        oko_unary(kernel, x + range.lowerBound, result + range.lowerBound, Int64(range.count))
      }
    }
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (x, y) = (context.inputs[0], context.output)
    switch self {
    case .exponential: return [gradient * y]
    case .logarithm: return [gradient / x]
    case .squareRoot: return [gradient * 0.5 / y]
    case .reciprocal: return [-(gradient * y.squared())]
    case .negation: return [-gradient]
    case .absolute: return [gradient * x.sign]
    case .square: return [gradient * x * 2]
    }
  }

  private var kernel: oko_unary_operation {
    switch self {
    case .exponential: OKO_EXP
    case .logarithm: OKO_LOG
    case .squareRoot: OKO_SQRT
    case .reciprocal: OKO_RECIPROCAL
    case .negation: OKO_NEGATE
    case .absolute: OKO_ABSOLUTE
    case .square: OKO_SQUARE
    }
  }
}

extension Tensor {
  /// e to the power of every scalar.
  public func exp() -> Tensor { UnaryFunction.exponential(self) }

  /// The natural logarithm of every scalar; −∞ at 0, not a number below.
  public func log() -> Tensor { UnaryFunction.logarithm(self) }

  /// The square root of every scalar; not a number below 0.
  ///
  /// The gradient at 0 is infinite.
  public func squareRoot() -> Tensor { UnaryFunction.squareRoot(self) }

  /// Every scalar times itself.
  public func squared() -> Tensor { UnaryFunction.square(self) }

  /// One over every scalar.
  public func reciprocal() -> Tensor { UnaryFunction.reciprocal(self) }

  /// The magnitude of every scalar; the gradient at 0 is 0.
  public func absolute() -> Tensor { UnaryFunction.absolute(self) }

  /// Every scalar with its sign changed.
  public static prefix func - (tensor: Tensor) -> Tensor { UnaryFunction.negation(tensor) }

  /// −1, 0 or 1: a constant, through which no gradient flows.
  fileprivate var sign: Tensor { mapped { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 } }
}
