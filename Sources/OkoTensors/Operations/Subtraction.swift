import COkoKernels

/// left − right, with broadcasting.
struct Subtraction: Operation {
  func outputShape(_ inputs: [Shape]) -> Shape { .broadcast(inputs[0], inputs[1], for: "subtract") }

  func forward(_ inputs: [Tensor]) -> Tensor {
    binary(OKO_SUBTRACT, inputs, shape: outputShape(inputs.map(\.shape)))
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [
      context.needs[0] ? gradient.summed(to: context.inputs[0].shape) : nil,
      // Negated after the sum, which is never larger.
      context.needs[1] ? -gradient.summed(to: context.inputs[1].shape) : nil,
    ]
  }
}

extension Tensor {
  /// Subtracts the right tensor from the left; axes of extent 1 are repeated as numpy does.
  public static func - (left: Tensor, right: Tensor) -> Tensor { Subtraction()(left, right) }

  /// Subtracts a number from every scalar.
  public static func - (left: Tensor, right: Float) -> Tensor { Subtraction()(left, Tensor(right)) }

  /// Subtracts every scalar from a number.
  public static func - (left: Float, right: Tensor) -> Tensor { Subtraction()(Tensor(left), right) }
}
