#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import OkoImaging
import OkoTensors

/// The outline of a drawn cell: an ellipse whose radius swells and shrinks along the way round.
struct WobblyOutline {
  let center: Point
  let radius: Float
  private let squeeze: Float
  private let angle: Float
  private let waves: [(count: Float, size: Float, phase: Float)]

  /// An outline of about `radius`; `wobble` is the share by which it departs from an ellipse.
  init(
    center: Point, radius: Float, aspect: Float, wobble: Float, waves: [Int] = [2, 3, 5],
    _ random: inout RandomSource
  ) {
    self.center = center
    self.radius = radius
    squeeze = aspect.squareRoot()
    angle = random.uniform() * .pi
    var list: [(Float, Float, Float)] = []
    for wave in waves {
      let size = wobble * (random.uniform() * 2 - 1) / Float(wave).squareRoot()
      list.append((Float(wave), size, random.uniform() * 2 * .pi))
    }
    self.waves = list
  }

  /// How far out a point is: 0 at the centre, 1 on the outline.
  func level(_ place: Point) -> Float {
    let local = (place - center).turned(by: -angle) / Point(radius / squeeze, radius * squeeze)
    let distance = local.length
    guard distance < 1.8 else { return distance }
    return distance / swelling(atan2(local.y, local.x))
  }

  private func swelling(_ direction: Float) -> Float {
    waves.reduce(1) { $0 + $1.size * cos($1.count * direction + $1.phase) }
  }

  /// The box round the outline.
  var box: Box {
    var (low, high) = (center, center)
    for step in 0..<96 {
      let direction = Float(step) / 96 * 2 * .pi
      let local =
        Point.polar(swelling(direction), direction) * Point(radius / squeeze, radius * squeeze)
      let place = center + local.turned(by: angle)
      low = pointwiseMin(low, place)
      high = pointwiseMax(high, place)
    }
    return Box(
      x: Double(low.x), y: Double(low.y), width: Double(high.x - low.x),
      height: Double(high.y - low.y))
  }

  /// Two corners between which everything up to the level `reach` lies.
  func corners(reach: Float) -> (low: Point, high: Point) {
    let extent = Point(repeating: radius / min(squeeze, 1) * 1.3 * reach)
    return (center - extent, center + extent)
  }
}
