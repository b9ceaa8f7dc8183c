extension Shape {
  /// The shape of an operation on tensors of two shapes, by numpy's rule.
  ///
  /// The shapes are aligned at their ends; an extent of 1, or an axis that is not there, repeats.
  static func broadcast(_ left: Shape, _ right: Shape, for operation: String) -> Shape {
    guard left != right else { return left }
    let rank = max(left.rank, right.rank)
    let a = [Int](repeating: 1, count: rank - left.rank) + left.dimensions
    let b = [Int](repeating: 1, count: rank - right.rank) + right.dimensions
    return Shape(
      zip(a, b).map { a, b in
        precondition(
          a == b || a == 1 || b == 1,
          "\(operation): shapes \(left) and \(right) do not broadcast; "
            + "extents must be equal or 1, counted from the last axis")
        return a == 1 ? b : a
      })
  }

  /// The strides of a tensor of this shape seen as one of `shape`: 0 along axes that repeat.
  func strides(repeatedTo shape: Shape) -> [Int] {
    let missing = shape.rank - rank
    let strides = strides
    return shape.dimensions.indices.map { axis in
      let own = axis - missing
      return own < 0 || dimensions[own] == 1 ? 0 : strides[own]
    }
  }
}

extension Tensor {
  /// Sums over the axes along which a tensor of `target` was repeated to make this shape: the gradient of
  /// broadcasting.
  func summed(to target: Shape) -> Tensor {
    guard shape != target else { return self }
    let missing = shape.rank - target.rank
    let axes = shape.dimensions.indices.filter { axis in
      axis < missing || (target.dimensions[axis - missing] == 1 && shape.dimensions[axis] != 1)
    }
    let result = axes.isEmpty ? self : sum(axes: axes, keepingDimensions: true)
    return result.reshaped(to: target)
  }
}
