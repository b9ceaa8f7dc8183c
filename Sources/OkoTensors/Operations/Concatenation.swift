/// Tensors laid one behind the other along an axis; all other extents are equal.
struct Concatenation: Operation {
  let axis: Int

  func outputShape(_ inputs: [Shape]) -> Shape {
    let first = inputs[0]
    for shape in inputs {
      precondition(
        shape.rank == first.rank && shape.replacing(axis: axis, with: first[axis]) == first,
        "concatenate: shapes \(inputs) differ in another axis than \(axis)")
    }
    return first.replacing(axis: axis, with: inputs.reduce(0) { $0 + $1[axis] })
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = outputShape(inputs.map(\.shape))
    let strides = shape.strides
    return Tensor(shape: shape) { result in
      var place = result
      for input in inputs {
        copyStrided(
          extents: input.shape.dimensions, from: input.pointer, strides: input.shape.strides,
          to: place, strides: strides)
        place += input.shape[axis] * strides[axis]
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    var start = 0
    return zip(context.inputs, context.needs).map { input, isNeeded in
      let range = start..<(start + input.shape[axis])
      start = range.upperBound
      return isNeeded ? gradient.sliced(axis: axis, range) : nil
    }
  }
}

extension Tensor {
  /// Tensors laid one behind the other along `axis`.
  ///
  ///     let joined = Tensor.concatenated([skip, upsampled], axis: -1)  // channels of both
  ///
  /// - Precondition: There is at least one tensor, and all extents but that of `axis` are equal.
  public static func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor {
    precondition(!tensors.isEmpty, "concatenate: no tensors")
    guard tensors.count > 1 else { return tensors[0] }
    return Concatenation(axis: tensors[0].shape.normalized(axis: axis)).apply(to: tensors)
  }
}
