import COkoKernels

/// left + right, with broadcasting.
struct Addition: Operation {
  func outputShape(_ inputs: [Shape]) -> Shape { .broadcast(inputs[0], inputs[1], for: "add") }

  func forward(_ inputs: [Tensor]) -> Tensor {
    binary(OKO_ADD, inputs, shape: outputShape(inputs.map(\.shape)))
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    context.inputs.indices.map { index in
      context.needs[index] ? gradient.summed(to: context.inputs[index].shape) : nil
    }
  }
}

extension Tensor {
  /// Adds two tensors; axes of extent 1, and missing leading ones, are repeated as numpy does.
  public static func + (left: Tensor, right: Tensor) -> Tensor { Addition()(left, right) }

  /// Adds a number to every scalar.
  public static func + (left: Tensor, right: Float) -> Tensor { Addition()(left, Tensor(right)) }

  /// Adds a number to every scalar.
  public static func + (left: Float, right: Tensor) -> Tensor { Addition()(right, Tensor(left)) }
}
