/// A tensor repeated along axes of extent 1 and new leading axes.
///
/// Its gradient is a `Summation`.
struct Expansion: Operation {
  let shape: Shape

  func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(
      Shape.broadcast(inputs[0], shape, for: "expand") == shape,
      "expand: \(inputs[0]) does not repeat to \(shape)")
    return shape
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    Tensor(shape: shape) { result in
      copyStrided(
        extents: shape.dimensions, from: inputs[0].pointer,
        strides: inputs[0].shape.strides(repeatedTo: shape), to: result, strides: shape.strides)
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [gradient.summed(to: context.inputs[0].shape)]
  }
}

extension Tensor {
  /// The tensor repeated to `shape`, along axes of extent 1 and missing leading ones.
  ///
  /// - Precondition: The shapes broadcast, and to `shape`.
  public func expanded(to shape: Shape) -> Tensor {
    shape == self.shape ? self : Expansion(shape: shape)(self)
  }
}
