extension Image {
  /// Draws an antialiased line with round ends, `thickness` pixels wide.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func drawLine(
    from start: Point, to end: Point, color: Color, thickness: Double = 1, opacity: Double = 1
  ) {
    drawPolyline([start, end], color: color, thickness: thickness, opacity: opacity)
  }

  /// Draws antialiased lines from each of `points` to the next, and, if `closed`, back to the first.
  ///
  /// A point that is not finite leaves a gap. One point alone is a dot.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func drawPolyline(
    _ points: [Point], closed: Bool = false, color: Color, thickness: Double = 1,
    opacity: Double = 1
  ) {
    let whole = (Point.zero, Point(Double(width), Double(height)))
    drawPolyline(
      points, closed: closed, color: color, thickness: thickness, opacity: opacity, clip: whole)
  }

  /// As above, and nothing outside the pixels of `clip`, two corners.
  mutating func drawPolyline(
    _ points: [Point], closed: Bool = false, color: Color, thickness: Double, opacity: Double = 1,
    clip: (low: Point, high: Point)
  ) {
    let radius = max(thickness, 0) / 2
    let seen = points.filter(\.isFinite).map(Pixels.bounded)
    guard let first = seen.first, radius > 0 else { return }
    let margin = Point(repeating: radius + 1)
    let low = seen.reduce(first) { pointwiseMin($0, $1) } - margin
    let high = seen.reduce(first) { pointwiseMax($0, $1) } + margin
    var coverage = Coverage(
      from: pointwiseMax(low, clip.low), to: pointwiseMin(high, clip.high), in: size)
    for (index, point) in points.enumerated() where point.isFinite {
      let hasNext = index + 1 < points.count || (closed && points.count > 2)
      let next = hasNext ? points[(index + 1) % points.count] : point
      coverage.add(from: point, to: next.isFinite ? next : point, radius: radius)
    }
    paint(coverage, color, opacity: opacity)
  }

  /// Draws a filled circle.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func drawDot(
    at center: Point, radius: Double, color: Color, opacity: Double = 1
  ) {
    drawPolyline([center], color: color, thickness: 2 * radius, opacity: opacity)
  }
}

extension SIMD2<Double> {
  /// Whether both coordinates are numbers.
  fileprivate var isFinite: Bool { x.isFinite && y.isFinite }
}
