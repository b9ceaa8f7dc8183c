import COkoKernels

/// left · right, scalar by scalar, with broadcasting.
struct Multiplication: Operation {
  func outputShape(_ inputs: [Shape]) -> Shape { .broadcast(inputs[0], inputs[1], for: "multiply") }

  func forward(_ inputs: [Tensor]) -> Tensor {
    binary(OKO_MULTIPLY, inputs, shape: outputShape(inputs.map(\.shape)))
  }

  var backwardReads: BackwardReads { .inputs }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (left, right) = (context.inputs[0], context.inputs[1])
    return [
      context.needs[0] ? (gradient * right).summed(to: left.shape) : nil,
      context.needs[1] ? (gradient * left).summed(to: right.shape) : nil,
    ]
  }
}

extension Tensor {
  /// Multiplies scalar by scalar; axes of extent 1, and missing leading ones, are repeated as numpy does.
  public static func * (left: Tensor, right: Tensor) -> Tensor { Multiplication()(left, right) }

  /// Multiplies every scalar by a number.
  public static func * (left: Tensor, right: Float) -> Tensor {
    Multiplication()(left, Tensor(right))
  }

  /// Multiplies every scalar by a number.
  public static func * (left: Float, right: Tensor) -> Tensor {
    Multiplication()(right, Tensor(left))
  }
}
