#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import OkoTensors

/// A nucleus that gives light: brighter where it is thick, mottled, with dark nucleoli and a faint glow about it.
struct Nucleus {
  private let outline: WobblyOutline
  private let light: Float
  private let mottling: Float
  private let fineness: Float
  private let flatness: Float
  private let glow: Float
  private let nucleoli: [(center: Point, radius: Float, depth: Float)]
  private let noise: SmoothNoise

  init(_ outline: WobblyOutline, light: Float, _ random: inout RandomSource) {
    self.outline = outline
    self.light = light
    mottling = random.uniform(in: 0.15...0.5)
    fineness = random.uniform(in: 0.25...0.55)
    flatness = random.uniform(in: 0.5...0.85)
    glow = random.uniform(in: 0.02...0.1)
    nucleoli = (0..<random.whole(in: 0...4)).map { _ in
      let away = outline.radius * 0.65 * random.uniform().squareRoot()
      return (
        outline.center + .polar(away, random.uniform(in: 0...6.2832)),
        outline.radius * random.uniform(in: 0.1...0.24), random.uniform(in: 0.2...0.55)
      )
    }
    noise = SmoothNoise(&random)
  }

  func draw(on canvas: inout Canvas, label: UInt8) {
    canvas.beginThing()
    let (low, high) = outline.corners(reach: 1.75)
    canvas.draw(from: low, to: high) { place, color in
      let level = outline.level(place)
      guard level < 1.75 else { return nil }
      let inside = 1 - smoothStep(0.9, 1.06, level)
      let halo = 1 - smoothStep(0.9, 1.75, level)
      var amount = glow * halo * halo
      if inside > 0 {
        let thickness = max(1 - level * level, 0).squareRoot()
        amount += inside * (flatness + (1 - flatness) * thickness) * texture(place)
      }
      color += Color(repeating: light * amount)
      return level < 1 ? label : nil
    }
  }

  /// What share of the light a point gives.
  private func texture(_ place: Point) -> Float {
    var value = 1 + mottling * noise.fractal(place, scale: max(outline.radius * fineness, 2))
    for (center, radius, depth) in nucleoli {
      let distance = (place - center).length / radius
      value *= 1 - depth * exp(-distance * distance)
    }
    return value
  }
}
