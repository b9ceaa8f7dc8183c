/// A width and a height in pixels.
public struct Size: Hashable, Sendable, Codable {
  /// Pixels from left to right.
  public var width: Int
  /// Pixels from top to bottom.
  public var height: Int

  /// Makes a size of `width` by `height` pixels.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A rectangle in pixels of the upright original picture, with the origin at its top left.
public struct Box: Hashable, Sendable {
  /// Left edge.
  public var x: Double
  /// Top edge.
  public var y: Double
  /// Extent to the right; not negative in a valid box.
  public var width: Double
  /// Extent downwards; not negative in a valid box.
  public var height: Double

  /// Makes a box from its top left corner and its extent, all in pixels.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Right edge.
  public var maxX: Double { x + width }
  /// Bottom edge.
  public var maxY: Double { y + height }
  /// Width times height, in square pixels.
  public var area: Double { width * height }

  /// Intersection over union with `other`, from 0 to 1; 0 where both are empty.
  public func intersectionOverUnion(_ other: Box) -> Double {
    let overlapWidth = min(maxX, other.maxX) - max(x, other.x)
    let overlapHeight = min(maxY, other.maxY) - max(y, other.y)
    guard overlapWidth > 0, overlapHeight > 0 else { return 0 }
    let intersection = overlapWidth * overlapHeight
    return intersection / (area + other.area - intersection)
  }

  /// The part of the box that lies inside a picture of `size`.
  public func clipped(to size: Size) -> Box {
    let left = min(max(x, 0), Double(size.width))
    let top = min(max(y, 0), Double(size.height))
    let right = min(max(maxX, 0), Double(size.width))
    let bottom = min(max(maxY, 0), Double(size.height))
    return Box(x: left, y: top, width: max(0, right - left), height: max(0, bottom - top))
  }
}
