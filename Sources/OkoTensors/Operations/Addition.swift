/// The sum of two tensors of one shape.
struct Addition: Operation {
  func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(inputs[0] == inputs[1], "add: shapes \(inputs[0]) and \(inputs[1])")
    return inputs[0]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (left, right) = (inputs[0].pointer, inputs[1].pointer)
    let count = inputs[0].shape.count
    return Tensor(shape: inputs[0].shape) { result in
      Workers.shared.run(over: count, grain: 1 << 16) { range in
        for index in range { result[index] = left[index] + right[index] }
      }
    }
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [gradient, gradient]
  }
}

extension Tensor {
  /// Adds two tensors.
  public static func + (left: Tensor, right: Tensor) -> Tensor { Addition()(left, right) }
}
