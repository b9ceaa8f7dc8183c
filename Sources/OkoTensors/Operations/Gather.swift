/// The slices of one index each along an axis, in any order and number.
///
/// Its gradient is a `ScatterAddition`.
struct Gather: Operation {
  let indices: [Int]
  let axis: Int

  func outputShape(_ inputs: [Shape]) -> Shape {
    let extent = inputs[0][axis]
    precondition(
      indices.allSatisfy { $0 >= 0 && $0 < extent },
      "gather: an index among \(indices.prefix(20)) is not below \(extent), axis \(axis) of \(inputs[0])"
    )
    return inputs[0].replacing(axis: axis, with: indices.count)
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = outputShape([inputs[0].shape])
    let (extent, inner, count) = (inputs[0].shape[axis], shape.strides[axis], indices.count)
    let x = inputs[0].pointer
    return Tensor(shape: shape) { result in
      guard shape.count > 0 else { return }
      let grain = max(1, StridedWalk.grain / inner)
      Workers.shared.run(over: shape.count / inner, grain: grain) { rows in
        for row in rows {
          let from = x + (row / count * extent + indices[row % count]) * inner
          (result + row * inner).update(from: from, count: inner)
        }
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let extent = context.inputs[0].shape[axis]
    return [ScatterAddition(indices: indices, axis: axis, extent: extent)(gradient)]
  }
}

extension Tensor {
  /// The slices with `indices` along `axis`, in their order; an index may come many times.
  ///
  ///     let embedded = table.gathered(letters, axis: 0)  // [alphabet, C] to [letters.count, C]
  ///
  /// - Precondition: All indices lie within the extent of `axis`.
  public func gathered(_ indices: [Int], axis: Int) -> Tensor {
    Gather(indices: indices, axis: shape.normalized(axis: axis))(self)
  }
}
