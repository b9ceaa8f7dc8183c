/// A box cut out of a tensor: one range of indices for each axis.
///
/// Its gradient is a `Padding`.
struct Slice: Operation {
  let ranges: [Range<Int>]

  func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(
      ranges.count == inputs[0].rank
        && zip(ranges, inputs[0].dimensions).allSatisfy {
          $0.lowerBound >= 0 && $0.upperBound <= $1
        },
      "slice: ranges \(ranges) of \(inputs[0])")
    return Shape(ranges.map(\.count))
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = outputShape([inputs[0].shape])
    guard shape != inputs[0].shape else { return inputs[0].untracked }
    let strides = inputs[0].shape.strides
    let offset = zip(ranges, strides).reduce(0) { $0 + $1.0.lowerBound * $1.1 }
    return Tensor(shape: shape) { result in
      copyStrided(
        extents: shape.dimensions, from: inputs[0].pointer + offset, strides: strides,
        to: result, strides: shape.strides)
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let extents = context.inputs[0].shape.dimensions
    let padding = Padding(
      before: ranges.map(\.lowerBound), after: zip(extents, ranges).map { $0 - $1.upperBound },
      value: 0)
    return [padding(gradient)]
  }
}

extension Tensor {
  /// The part of the tensor with indices in `range` along `axis`.
  ///
  ///     let boxes = head.sliced(axis: -1, 0..<4)  // [N, H, W, 84] to [N, H, W, 4]
  ///
  /// - Precondition: `range` lies within the extent of `axis`.
  public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
    var ranges = shape.dimensions.map { 0..<$0 }
    ranges[shape.normalized(axis: axis)] = range
    return sliced(to: ranges)
  }

  /// The box with indices in one range for each axis.
  ///
  /// - Precondition: There is a range for each axis, within its extent.
  public func sliced(to ranges: [Range<Int>]) -> Tensor {
    Slice(ranges: ranges)(self)
  }
}
