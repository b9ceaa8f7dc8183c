/// Neighbouring axes that one pass of a reduction ends, seen as the middle of three axes.
struct ReductionGroup {
  var outer: Int
  var reduced: Int
  var inner: Int
}

extension Shape {
  /// `axes` from the front, ascending.
  ///
  /// - Precondition: They exist, and none is named twice.
  func normalized(axes: [Int]) -> [Int] {
    let result = axes.map { normalized(axis: $0) }.sorted()
    precondition(Set(result).count == result.count, "reduce: axes \(axes) of \(self) repeat")
    return result
  }

  /// The shape with `axes` gone, or of extent 1.
  func reduced(axes: [Int], keepingDimensions: Bool) -> Shape {
    let gone = Set(axes)
    return Shape(
      dimensions.indices.compactMap { axis in
        gone.contains(axis) ? (keepingDimensions ? 1 : nil) : dimensions[axis]
      })
  }

  /// The passes that reduce `axes`, in the order in which they run: from the last axis to the first.
  func reductionGroups(axes: [Int]) -> [ReductionGroup] {
    var groups: [ReductionGroup] = []
    var inner = 1
    var axis = rank
    let gone = Set(axes)
    while axis > 0 {
      let end = axis
      while axis > 0, gone.contains(axis - 1) { axis -= 1 }
      if axis < end {
        groups.append(
          ReductionGroup(
            outer: dimensions[..<axis].reduce(1, *), reduced: dimensions[axis..<end].reduce(1, *),
            inner: inner))
      } else {
        axis -= 1
        inner *= dimensions[axis]
      }
    }
    return groups
  }
}
