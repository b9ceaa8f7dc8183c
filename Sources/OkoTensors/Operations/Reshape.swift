/// The same scalars in the same order, seen with other extents; nothing is copied.
struct Reshape: Operation {
  let shape: Shape

  func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(
      inputs[0].count == shape.count,
      "reshape: \(inputs[0]) has \(inputs[0].count) scalars, \(shape) needs \(shape.count)")
    return shape
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    Tensor(shape: shape, storage: inputs[0].storage, node: nil)
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [gradient.reshaped(to: context.inputs[0].shape)]
  }
}

extension Tensor {
  /// The same scalars with other extents; shares the memory.
  ///
  /// - Precondition: `shape.count == self.shape.count`.
  public func reshaped(to shape: Shape) -> Tensor {
    shape == self.shape ? self : Reshape(shape: shape)(self)
  }
}
