/// A frame of one number round a tensor, of its own width at each end of each axis.
///
/// Its gradient is a `Slice`.
struct Padding: Operation {
  let before: [Int]
  let after: [Int]
  let value: Float

  func outputShape(_ inputs: [Shape]) -> Shape {
    let rank = inputs[0].rank
    precondition(
      before.count == rank && after.count == rank && (before + after).allSatisfy { $0 >= 0 },
      "pad: widths \(before) and \(after) for shape \(inputs[0]); expected \(rank) each, from 0")
    return Shape(
      inputs[0].dimensions.indices.map { inputs[0].dimensions[$0] + before[$0] + after[$0] })
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = outputShape([inputs[0].shape])
    let strides = shape.strides
    let offset = zip(before, strides).reduce(0) { $0 + $1.0 * $1.1 }
    return Tensor(shape: shape) { result in
      Workers.shared.run(over: shape.count, grain: 1 << 16) { range in
        (result + range.lowerBound).update(repeating: value, count: range.count)
      }
      copyStrided(
        extents: inputs[0].shape.dimensions, from: inputs[0].pointer,
        strides: inputs[0].shape.strides, to: result + offset, strides: strides)
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [gradient.sliced(to: zip(before, context.inputs[0].shape.dimensions).map { $0..<($0 + $1) })]
  }
}

extension Tensor {
  /// The tensor in a frame of `value`, `before[i]` wide in front of axis `i` and `after[i]` behind it.
  ///
  /// - Precondition: There are two widths for each axis, none negative.
  public func padded(before: [Int], after: [Int], with value: Float = 0) -> Tensor {
    Padding(before: before, after: after, value: value)(self)
  }

  /// The tensor with `before` and `after` more indices at the ends of `axis`, filled with `value`.
  public func padded(axis: Int, before: Int, after: Int, with value: Float = 0) -> Tensor {
    var widths = (
      [Int](repeating: 0, count: shape.rank), [Int](repeating: 0, count: shape.rank)
    )
    widths.0[shape.normalized(axis: axis)] = before
    widths.1[shape.normalized(axis: axis)] = after
    return padded(before: widths.0, after: widths.1, with: value)
  }
}
