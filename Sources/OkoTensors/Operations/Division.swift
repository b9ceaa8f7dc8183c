import COkoKernels

/// left / right, scalar by scalar, with broadcasting.
struct Division: Operation {
  func outputShape(_ inputs: [Shape]) -> Shape { .broadcast(inputs[0], inputs[1], for: "divide") }

  func forward(_ inputs: [Tensor]) -> Tensor {
    binary(OKO_DIVIDE, inputs, shape: outputShape(inputs.map(\.shape)))
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (left, right) = (context.inputs[0], context.inputs[1])
    let share = gradient / right
    return [
      context.needs[0] ? share.summed(to: left.shape) : nil,
      context.needs[1] ? -(share * context.output).summed(to: right.shape) : nil,
    ]
  }
}

extension Tensor {
  /// Divides scalar by scalar; axes of extent 1, and missing leading ones, are repeated as numpy does.
  public static func / (left: Tensor, right: Tensor) -> Tensor { Division()(left, right) }

  /// Divides every scalar by a number.
  public static func / (left: Tensor, right: Float) -> Tensor { Division()(left, Tensor(right)) }

  /// Divides a number by every scalar.
  public static func / (left: Float, right: Tensor) -> Tensor { Division()(Tensor(left), right) }
}
