/// Where a value of a program lies, and in how many bits: pixels of a last axis, one `pixelStride` after the other.
///
/// A value of shape `[…, C]` is seen as rows of C neighbours. Where the stride is larger than C, the value is a slice of
/// a wider one: that is how branches of a concatenation are written straight into it.
struct Place: Hashable, Sendable {
  /// The memory that a place is in.
  enum Region: Hashable, Sendable {
    /// The tensor that the caller brings, by its index.
    case input(Int)
    /// The tensor that is handed out, by its index.
    case result(Int)
    /// A part of the arena, by its index.
    case arena(Int)
    /// A tensor that an operation made by itself, by the index of its value.
    case held(Int)
  }

  var region: Region
  /// How scalars lie in it.
  let encoding: Encoding
  /// Of the first scalar, in scalars from the start of the region: whole words.
  var offset = 0
  /// From one row of the last axis to the next, in scalars: whole words.
  var pixelStride: Int

  /// The place of a value of `shape` that has a region for itself.
  init(_ region: Region, dense shape: Shape, _ encoding: Encoding = .float32) {
    (self.region, self.encoding) = (region, encoding)
    pixelStride = encoding.type.denseStride(channels: shape.lastExtent)
  }

  /// Whether the pixels of a value of `shape` lie one after the other.
  func isDense(_ shape: Shape) -> Bool {
    pixelStride == encoding.type.denseStride(channels: shape.lastExtent)
      || shape.count == shape.lastExtent
  }

  /// The distance between neighbours along each axis of a value of `shape`, the last one in scalars, the others in
  /// words.
  func strides(of shape: Shape) -> [Int] {
    shape.strides.enumerated().map { axis, stride in
      axis == shape.rank - 1
        ? 1 : stride / max(shape.lastExtent, 1) * pixelStride / encoding.scalarsPerWord
    }
  }

  /// `shape` with its last axis counted in words.
  func extents(of shape: Shape) -> [Int] {
    shape.dimensions.dropLast() + [shape.lastExtent / encoding.scalarsPerWord]
  }

  /// The part of a concatenation of `shape` along `axis` at this place that begins at index `start`; nil where that
  /// part is not evenly spaced.
  func part(of shape: Shape, axis: Int, from start: Int) -> Place? {
    var part = self
    if axis == shape.rank - 1 {
      part.offset += start
      return part
    }
    guard shape.dimensions[..<axis].allSatisfy({ $0 == 1 }) else { return nil }
    let rows = shape.dimensions[(axis + 1)..<(shape.rank - 1)].reduce(1, *)
    part.offset += start * rows * pixelStride
    return part
  }

  /// This place seen as one of a value of `target` instead of `shape`, with as many scalars; nil where it is not
  /// evenly spaced.
  func reshaped(from shape: Shape, to target: Shape) -> Place? {
    if shape.lastExtent == target.lastExtent { return self }
    guard isDense(shape) else { return nil }
    var place = self
    place.pixelStride = target.lastExtent
    return place
  }
}

extension Shape {
  /// The extent of the last axis, 1 for a scalar.
  var lastExtent: Int { dimensions.last ?? 1 }
}
