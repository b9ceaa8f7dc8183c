package import OkoImaging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A map of the plane: x′ = a·x + b·y + tx, y′ = c·x + d·y + ty.
///
/// Points are continuous: the pixel in column 0 reaches from x = 0 to x = 1.
package struct AffineMap: Hashable, Sendable {
  package var a = 1.0
  package var b = 0.0
  package var tx = 0.0
  package var c = 0.0
  package var d = 1.0
  package var ty = 0.0

  /// The map that leaves every point where it is.
  package static let identity = AffineMap()

  package static func translation(_ x: Double, _ y: Double) -> AffineMap {
    var map = AffineMap()
    (map.tx, map.ty) = (x, y)
    return map
  }

  package static func scale(_ x: Double, _ y: Double) -> AffineMap {
    var map = AffineMap()
    (map.a, map.d) = (x, y)
    return map
  }

  /// Turns by `degrees`, from the x axis towards the y axis, and then shears along both axes.
  package static func rotation(
    degrees: Double, shearX: Double = 0, shearY: Double = 0
  ) -> AffineMap {
    // Exactly the identity where nothing is asked for: such maps are drawn by a faster way.
    guard degrees != 0 || shearX != 0 || shearY != 0 else { return .identity }
    let angle = degrees * .pi / 180
    var turn = AffineMap()
    (turn.a, turn.b, turn.c, turn.d) = (cos(angle), -sin(angle), sin(angle), cos(angle))
    var shear = AffineMap()
    (shear.b, shear.c) = (tan(shearX * .pi / 180), tan(shearY * .pi / 180))
    return turn.followed(by: shear)
  }

  /// The map that applies this one and then `next`.
  package func followed(by next: AffineMap) -> AffineMap {
    var map = AffineMap()
    map.a = next.a * a + next.b * c
    map.b = next.a * b + next.b * d
    map.c = next.c * a + next.d * c
    map.d = next.c * b + next.d * d
    map.tx = next.a * tx + next.b * ty + next.tx
    map.ty = next.c * tx + next.d * ty + next.ty
    return map
  }

  /// The factor by which areas grow; negative where the map mirrors.
  package var determinant: Double { a * d - b * c }

  /// The map back, or nil where this one flattens the plane.
  package var inverse: AffineMap? {
    let determinant = determinant
    guard abs(determinant) > 1e-12 else { return nil }
    var map = AffineMap()
    (map.a, map.b) = (d / determinant, -b / determinant)
    (map.c, map.d) = (-c / determinant, a / determinant)
    map.tx = -(map.a * tx + map.b * ty)
    map.ty = -(map.c * tx + map.d * ty)
    return map
  }

  /// Whether the edges of a box stay level and upright.
  package var keepsAxes: Bool { b == 0 && c == 0 || a == 0 && d == 0 }

  package func apply(x: Double, y: Double) -> (x: Double, y: Double) {
    (a * x + b * y + tx, c * x + d * y + ty)
  }

  /// The smallest box around what `box` becomes.
  package func bounds(of box: Box) -> Box {
    let (x, y) = apply(x: box.x + box.width / 2, y: box.y + box.height / 2)
    let width = abs(a) * box.width + abs(b) * box.height
    let height = abs(c) * box.width + abs(d) * box.height
    return Box(x: x - width / 2, y: y - height / 2, width: width, height: height)
  }

  /// The smallest box around what the ellipse that fills `box` becomes.
  package func bounds(ofEllipseIn box: Box) -> Box {
    let (x, y) = apply(x: box.x + box.width / 2, y: box.y + box.height / 2)
    let (semiX, semiY) = (box.width / 2, box.height / 2)
    let halfWidth = (a * a * semiX * semiX + b * b * semiY * semiY).squareRoot()
    let halfHeight = (c * c * semiX * semiX + d * d * semiY * semiY).squareRoot()
    return Box(
      x: x - halfWidth, y: y - halfHeight, width: 2 * halfWidth, height: 2 * halfHeight)
  }
}
