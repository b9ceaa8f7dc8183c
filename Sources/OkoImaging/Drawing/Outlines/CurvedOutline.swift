/// Closed curves that are filled by the non-zero winding rule: letters, and what else has a smooth edge.
///
/// All pieces are quadratic Bézier curves, so that any map of their points is a map of the curve (exact where the map
/// is affine); a straight piece has its control point in the middle.
public struct CurvedOutline: Sendable, Hashable {
  /// Each curve: places on it at even numbers, between them control points; the last leads back to the first.
  public private(set) var contours: [[Image.Point]] = []

  /// Makes an outline of nothing.
  public init() {}

  /// Whether there is nothing to fill.
  public var isEmpty: Bool { contours.isEmpty }

  /// The box around all points, control points included; nil where there are none.
  public var bounds: Box? {
    var (low, high) = (Image.Point(repeating: .infinity), Image.Point(repeating: -.infinity))
    for contour in contours {
      for point in contour { (low, high) = (pointwiseMin(low, point), pointwiseMax(high, point)) }
    }
    guard low.x <= high.x else { return nil }
    return Box(x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y)
  }

  /// Adds the curves of `other`.
  public mutating func append(_ other: CurvedOutline) { contours += other.contours }

  /// Adds a polygon.
  public mutating func append(polygon: [Image.Point]) {
    guard polygon.count > 1 else { return }
    var contour: [Image.Point] = []
    contour.reserveCapacity(polygon.count * 2)
    for (index, point) in polygon.enumerated() {
      contour.append(point)
      contour.append((point + polygon[(index + 1) % polygon.count]) / 2)
    }
    contours.append(contour)
  }

  /// Adds a curve as ``contours`` holds it.
  ///
  /// - Precondition: the number of points is even.
  mutating func append(contour: [Image.Point]) {
    precondition(
      contour.count % 2 == 0, "CurvedOutline: \(contour.count) points, an even number expected")
    contours.append(contour)
  }

  /// The outline with each point moved to where `body` says: turned, slanted, stretched or bent.
  public func mapped(_ body: (Image.Point) -> Image.Point) -> CurvedOutline {
    var result = self
    for index in result.contours.indices {
      for point in result.contours[index].indices {
        result.contours[index][point] = body(result.contours[index][point])
      }
    }
    return result
  }
}

extension CurvedOutline {
  /// The curves through a glyph's points: between two control points lies a place on the curve.
  init(_ points: GlyphTable.Points) {
    var start = 0
    for end in points.ends {
      let count = end - start
      defer { start = end }
      guard count > 1 else { continue }
      var contour: [Image.Point] = []
      contour.reserveCapacity(count * 2)
      // Begin on the curve: at the first such point, or between two control points.
      let first = (start..<end).first { points.areOnCurve[$0] }
      if first == nil { contour.append((points.places[start] + points.places[end - 1]) / 2) }
      for step in 0..<count {
        let index = start + ((first ?? start) - start + step) % count
        let place = points.places[index]
        switch (points.areOnCurve[index], contour.count % 2 == 0) {
        case (true, true), (false, false): contour.append(place)
        case (true, false): contour += [((contour.last ?? place) + place) / 2, place]
        case (false, true): contour += [((contour.last ?? place) + place) / 2, place]
        }
      }
      if contour.count % 2 == 1 { contour.append((contour[contour.count - 1] + contour[0]) / 2) }
      append(contour: contour)
    }
  }
}
