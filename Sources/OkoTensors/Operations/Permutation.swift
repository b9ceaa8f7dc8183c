/// The same scalars with the axes in another order: axis `i` of the result is axis `axes[i]` of the input.
struct Permutation: Operation {
  let axes: [Int]

  func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(
      axes.sorted() == Array(0..<inputs[0].rank),
      "permute: axes \(axes) are not an order of those of \(inputs[0])")
    return Shape(axes.map { inputs[0].dimensions[$0] })
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = outputShape([inputs[0].shape])
    let strides = inputs[0].shape.strides
    return Tensor(shape: shape) { result in
      copyStrided(
        extents: shape.dimensions, from: inputs[0].pointer, strides: axes.map { strides[$0] },
        to: result, strides: shape.strides)
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    var inverse = axes
    for (place, axis) in axes.enumerated() { inverse[axis] = place }
    return [Permutation(axes: inverse)(gradient)]
  }
}

extension Tensor {
  /// The axes in another order: axis `i` of the result is axis `axes[i]` of this tensor.
  ///
  ///     let channelsFirst = picture.permuted([0, 3, 1, 2])  // NHWC to NCHW
  ///
  /// - Precondition: `axes` names every axis once; negative ones count from the end.
  public func permuted(_ axes: [Int]) -> Tensor {
    let axes = axes.map { shape.normalized(axis: $0) }
    return axes == Array(shape.dimensions.indices) ? self : Permutation(axes: axes)(self)
  }

  /// The last two axes exchanged: `[…, m, n]` to `[…, n, m]`.
  ///
  /// - Precondition: There are at least two axes.
  public func transposed() -> Tensor {
    precondition(shape.rank >= 2, "transpose: shape \(shape) has fewer than two axes")
    var axes = Array(shape.dimensions.indices)
    axes.swapAt(axes.count - 1, axes.count - 2)
    return Permutation(axes: axes)(self)
  }
}
