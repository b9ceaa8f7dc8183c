import COkoKernels

/// Zeros of a wider shape, to which each slice along an axis is added at its index.
///
/// Slices with one index are added in their order, whatever the threads. Its gradient is a `Gather`.
struct ScatterAddition: Operation {
  let indices: [Int]
  let axis: Int
  let extent: Int

  func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(
      inputs[0][axis] == indices.count,
      "scatter: \(indices.count) indices for axis \(axis) of \(inputs[0])")
    precondition(
      indices.allSatisfy { $0 >= 0 && $0 < extent },
      "scatter: an index among \(indices.prefix(20)) is not below \(extent)")
    return inputs[0].replacing(axis: axis, with: extent)
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = outputShape([inputs[0].shape])
    let x = inputs[0].pointer
    return Tensor(shape: shape) { result in
      guard shape.count > 0 else { return }
      let inner = shape.strides[axis], outer = shape.count / (extent * inner)
      // A chunk owns some columns of one outer index, and sees all slices.
      let columns = max(16, StridedWalk.grain / max(indices.count, 1))
      let pieces = (inner + columns - 1) / columns
      Workers.shared.run(chunks: outer * pieces) { chunk in
        let start = chunk % pieces * columns, count = min(columns, inner - start)
        let to = result + chunk / pieces * extent * inner + start
        let from = x + chunk / pieces * indices.count * inner + start
        for place in 0..<extent { (to + place * inner).update(repeating: 0, count: count) }
        for (place, index) in indices.enumerated() {
          let sum = to + index * inner
          oko_binary(OKO_ADD, sum, from + place * inner, sum, Int64(count))
        }
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [gradient.gathered(indices, axis: axis)]
  }
}

extension Tensor {
  /// Zeros of `extent` along `axis`, with each slice of this tensor added at its index.
  ///
  /// - Precondition: There is an index from 0 to below `extent` for each slice.
  public func scattered(adding indices: [Int], axis: Int, extent: Int) -> Tensor {
    ScatterAddition(indices: indices, axis: shape.normalized(axis: axis), extent: extent)(self)
  }
}
