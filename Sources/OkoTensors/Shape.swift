/// The extents of a tensor, outermost first; the last one is contiguous in memory.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The extent of every axis; none is negative.
  public let dimensions: [Int]

  /// Makes a shape of these extents; an empty list is a scalar.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "Shape: negative extent in \(dimensions)")
    self.dimensions = dimensions
  }

  /// Makes a shape from a literal such as `[8, 320, 320, 3]`.
  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  /// The number of axes.
  public var rank: Int { dimensions.count }
  /// The number of scalars: the product of all extents, 1 for a scalar.
  public var count: Int { dimensions.reduce(1, *) }

  /// The extent of `axis`; negative axes count from the end.
  public subscript(axis: Int) -> Int { dimensions[normalized(axis: axis)] }

  /// The distance in scalars between neighbours along each axis.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }

  /// `axis` counted from the front.
  ///
  /// - Precondition: `-rank <= axis < rank`.
  package func normalized(axis: Int) -> Int {
    let result = axis < 0 ? axis + rank : axis
    precondition(result >= 0 && result < rank, "Shape: axis \(axis) of \(self)")
    return result
  }

  /// The shape with `axis` replaced by `extent`.
  package func replacing(axis: Int, with extent: Int) -> Shape {
    var result = dimensions
    result[normalized(axis: axis)] = extent
    return Shape(result)
  }

  /// For messages: `[8, 320, 320, 3]`.
  public var description: String { "\(dimensions)" }
}
