#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import OkoImaging

/// A shape that knows how far a point is from its edge: negative inside, in pixels.
enum Shape2D {
  /// An ellipse with half axes, turned by an angle in radians; the distance is near the true one.
  case ellipse(center: Point, radii: Point, angle: Float = 0)
  /// A polygon through points, without holes.
  case polygon([Point])
  /// An upright rectangle between two corners, its corners rounded.
  case rectangle(low: Point, high: Point, radius: Float = 0)
  /// A line of some thickness with round ends.
  case line(from: Point, to: Point, thickness: Float)

  static func circle(_ center: Point, _ radius: Float) -> Shape2D {
    .ellipse(center: center, radii: Point(radius, radius))
  }

  /// The upper left corner of what the shape covers.
  var low: Point { bounds.low }
  /// The lower right corner of what the shape covers.
  var high: Point { bounds.high }

  /// What the shape covers, as a box.
  var box: Box {
    let (low, high) = bounds
    return Box(
      x: Double(low.x), y: Double(low.y), width: Double(high.x - low.x),
      height: Double(high.y - low.y))
  }

  private var bounds: (low: Point, high: Point) {
    switch self {
    case .ellipse(let center, let radii, let angle):
      let (c, s) = (cos(angle), sin(angle))
      let extent = Point(
        (radii.x * c * radii.x * c + radii.y * s * radii.y * s).squareRoot(),
        (radii.x * s * radii.x * s + radii.y * c * radii.y * c).squareRoot())
      return (center - extent, center + extent)
    case .polygon(let points):
      guard let first = points.first else { return (.zero, .zero) }
      return points.reduce((first, first)) {
        (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1))
      }
    case .rectangle(let low, let high, _): return (low, high)
    case .line(let from, let to, let thickness):
      return (
        pointwiseMin(from, to) - thickness / 2, pointwiseMax(from, to) + thickness / 2
      )
    }
  }

  func distance(_ place: Point) -> Float {
    switch self {
    case .ellipse(let center, let radii, let angle):
      let local = (place - center).turned(by: -angle)
      let scaled = local / radii
      let length = (scaled * scaled).sum().squareRoot()
      guard length > 1e-6 else { return -min(radii.x, radii.y) }
      // First-order distance: the level over the length of its gradient.
      let gradient = scaled / radii / length
      return (length - 1) / max((gradient * gradient).sum().squareRoot(), 1e-6)
    case .polygon(let points): return Self.distance(place, toPolygon: points)
    case .rectangle(let low, let high, let radius):
      let half = (high - low) / 2 - radius
      let offset = place - (low + high) / 2
      let outside = Point(abs(offset.x), abs(offset.y)) - half
      let positive = pointwiseMax(outside, .zero)
      return (positive * positive).sum().squareRoot() + min(max(outside.x, outside.y), 0) - radius
    case .line(let from, let to, let thickness):
      return (Self.squaredDistance(place, from, to)).squareRoot() - thickness / 2
    }
  }

  private static func squaredDistance(_ place: Point, _ from: Point, _ to: Point) -> Float {
    let edge = to - from
    let offset = place - from
    let length = max((edge * edge).sum(), 1e-9)
    let share = min(max((offset * edge).sum() / length, 0), 1)
    let gap = offset - edge * share
    return (gap * gap).sum()
  }

  /// The distance to the nearest edge, its sign by counting crossings of a ray.
  private static func distance(_ place: Point, toPolygon points: [Point]) -> Float {
    guard var last = points.last else { return .infinity }
    var nearest = Float.infinity
    var isInside = false
    for point in points {
      nearest = min(nearest, squaredDistance(place, last, point))
      if (point.y > place.y) != (last.y > place.y),
        place.x < (last.x - point.x) * (place.y - point.y) / (last.y - point.y) + point.x
      {
        isInside.toggle()
      }
      last = point
    }
    return isInside ? -nearest.squareRoot() : nearest.squareRoot()
  }
}

extension Point {
  /// Turned about the origin, clockwise on the screen.
  func turned(by angle: Float) -> Point {
    let (c, s) = (cos(angle), sin(angle))
    return Point(x * c - y * s, x * s + y * c)
  }

  var length: Float { (self * self).sum().squareRoot() }

  /// The point at a distance and direction from the origin.
  static func polar(_ radius: Float, _ angle: Float) -> Point {
    Point(radius * cos(angle), radius * sin(angle))
  }
}
