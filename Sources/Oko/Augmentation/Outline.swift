package import OkoImaging

/// A closed polygon of points on a canvas.
package struct Outline: Sendable {
  package var points: [SIMD2<Double>]

  /// Makes the outline of x, y, x, y, … as `map` takes it.
  package init(_ coordinates: [Double], through map: AffineMap) {
    points = stride(from: 0, to: coordinates.count - 1, by: 2).map { index in
      let (x, y) = map.apply(x: coordinates[index], y: coordinates[index + 1])
      return SIMD2(x, y)
    }
  }

  /// The part inside a canvas of `size`, cut edge after edge (Sutherland and Hodgman 1974).
  package func clipped(to size: Size) -> Outline {
    var outline = self
    for (axis, limit) in [(0, Double(size.width)), (1, Double(size.height))] {
      outline.cut { $0[axis] }
      outline.cut { limit - $0[axis] }
    }
    return outline
  }

  /// Leaves what has a positive `height`, which must be linear.
  private mutating func cut(_ height: (SIMD2<Double>) -> Double) {
    var kept: [SIMD2<Double>] = []
    for index in points.indices {
      let (from, to) = (points[index], points[index + 1 < points.count ? index + 1 : 0])
      let (start, end) = (height(from), height(to))
      if start >= 0 { kept.append(from) }
      if (start >= 0) != (end >= 0) { kept.append(from + (to - from) * (start / (start - end))) }
    }
    points = kept
  }

  /// The smallest box around all of `outlines`, or nil where they have no points.
  package static func bounds(of outlines: [Outline]) -> Box? {
    var least = SIMD2(repeating: Double.infinity)
    var most = -least
    for point in outlines.lazy.flatMap(\.points) {
      least = pointwiseMin(least, point)
      most = pointwiseMax(most, point)
    }
    guard least.x <= most.x else { return nil }
    return Box(x: least.x, y: least.y, width: most.x - least.x, height: most.y - least.y)
  }
}
