package import OkoImaging

/// A box by its edges in network pixels, as the arithmetic of a detector wants it.
package struct BoxCorners: Hashable, Sendable {
  package var left: Float
  package var top: Float
  package var right: Float
  package var bottom: Float

  package init(left: Float, top: Float, right: Float, bottom: Float) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  package init(_ box: Box) {
    self.init(
      left: Float(box.x), top: Float(box.y), right: Float(box.maxX), bottom: Float(box.maxY))
  }

  package var width: Float { right - left }
  package var height: Float { bottom - top }
  package var area: Float { width * height }
  package var centerX: Float { (left + right) / 2 }
  package var centerY: Float { (top + bottom) / 2 }
  package var isFinite: Bool {
    left.isFinite && top.isFinite && right.isFinite && bottom.isFinite
  }

  /// The box as origin and extent.
  package var box: Box {
    Box(x: Double(left), y: Double(top), width: Double(width), height: Double(height))
  }

  /// The area shared with `other`, 0 where they do not overlap.
  @inline(__always)
  package func intersection(_ other: BoxCorners) -> Float {
    let width = min(right, other.right) - max(left, other.left)
    let height = min(bottom, other.bottom) - max(top, other.top)
    return width > 0 && height > 0 ? width * height : 0
  }
}
