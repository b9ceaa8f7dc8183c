#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import OkoTensors

/// A disc that absorbs light, less so in its hollow centre.
struct RedCell {
  private let outline: WobblyOutline
  private let absorption: Color
  private let hollow: Float
  private let hollowWidth: Float
  private let hollowOffset: Point
  private let rim: Float
  private let noise: SmoothNoise

  init(_ outline: WobblyOutline, _ random: inout RandomSource) {
    self.outline = outline
    let density = random.uniform(in: 0.65...1.2)
    absorption =
      random.color(near: Color(0.07, 0.29, 0.305), spread: 0.015) * density
    hollow = random.chance(0.35) ? random.uniform(in: 0.55...0.85) : random.uniform(in: 0.05...0.45)
    hollowWidth = random.uniform(in: 0.35...0.6)
    hollowOffset = Point(random.roughNormal(), random.roughNormal()) * outline.radius * 0.07
    rim = random.uniform(in: 0.05...0.25)
    noise = SmoothNoise(&random)
  }

  func draw(on canvas: inout Canvas, label: UInt8) {
    canvas.beginThing()
    let (low, high) = outline.corners(reach: 1.15)
    canvas.draw(from: low, to: high) { place, color in
      let level = outline.level(place)
      guard level < 1.12 else { return nil }
      // The edge bends light: a thin bright seam outside it.
      let seam = (level - 1.045) / 0.03
      color *= 1 + 0.025 * exp(-seam * seam)
      let inside = 1 - smoothStep(0.965, 1.025, level)
      guard inside > 0 else { return nil }
      let inner = outline.level(place - hollowOffset) / hollowWidth
      let edge = (level - 0.9) / 0.07
      var depth = 1 - hollow * exp(-inner * inner * inner)
      depth += rim * exp(-edge * edge) + 0.05 * noise.fractal(place, scale: outline.radius * 0.6)
      let amount = absorption * (depth * inside)
      color *= Color(exp(-amount.x), exp(-amount.y), exp(-amount.z))
      return level < 1 ? label : nil
    }
  }
}

/// A small ragged body, bluish and grained.
struct Platelet {
  private let outline: WobblyOutline
  private let color: Color
  private let opacity: Float
  private let noise: SmoothNoise

  init(_ outline: WobblyOutline, _ random: inout RandomSource) {
    self.outline = outline
    color = random.color(near: .bytes(128, 122, 205), spread: 0.05)
    opacity = random.uniform(in: 0.55...0.9)
    noise = SmoothNoise(&random)
  }

  func draw(on canvas: inout Canvas, label: UInt8) {
    canvas.beginThing()
    let (low, high) = outline.corners(reach: 1.4)
    canvas.draw(from: low, to: high) { place, pixel in
      let level = outline.level(place) + 0.16 * noise.value(place, scale: outline.radius * 0.45)
      let body = 1 - smoothStep(0.55, 1.1, level)
      guard body > 0 else { return nil }
      let grain = 0.75 + 0.35 * noise.value(place, scale: outline.radius * 0.28)
      pixel += (color - pixel) * min(body * opacity * grain, 1)
      return level < 0.95 ? label : nil
    }
  }
}

/// A large grained body with a nucleus in lobes, a bent band, or one round piece.
struct WhiteCell {
  private let outline: WobblyOutline
  private let lobes: [Shape2D]
  private let bodyColor: Color
  private let grainColor: Color
  private let nucleusColor: Color
  private let opacity: Float
  private let noise: SmoothNoise

  init(_ outline: WobblyOutline, _ random: inout RandomSource) {
    self.outline = outline
    let isEosinophil = random.chance(0.2)
    bodyColor = random.color(near: .bytes(200, 178, 212), spread: 0.03)
    grainColor = random.color(
      near: isEosinophil ? .bytes(190, 96, 140) : .bytes(172, 128, 196), spread: 0.03)
    nucleusColor = random.color(near: .bytes(122, 90, 222), spread: 0.05)
    opacity = random.uniform(in: 0.7...0.95)
    noise = SmoothNoise(&random)
    lobes = Self.nucleus(outline, &random)
  }

  private static func nucleus(_ outline: WobblyOutline, _ random: inout RandomSource) -> [Shape2D] {
    let (center, radius) = (outline.center, outline.radius)
    if random.chance(0.2) {
      let offset = Point.polar(radius * 0.1, random.uniform() * 6.2832)
      let radii = Point(random.uniform(in: 0.62...0.74), random.uniform(in: 0.55...0.7)) * radius
      return [.ellipse(center: center + offset, radii: radii, angle: random.uniform() * 3)]
    }
    // Lobes along an arc about the middle; close together they are one bent band.
    let count = random.whole(in: 3...6)
    let sweep = random.uniform(in: 2.6...5.0)
    let start = random.uniform() * 6.2832
    let away = radius * random.uniform(in: 0.36...0.46)
    var shapes: [Shape2D] = []
    var last: Point?
    for index in 0..<count {
      let turn = start + sweep * Float(index) / Float(count - 1) + random.roughNormal() * 0.1
      let place = center + .polar(away * random.uniform(in: 0.8...1.15), turn)
      let radii = Point(random.uniform(in: 0.21...0.32), random.uniform(in: 0.26...0.4)) * radius
      shapes.append(.ellipse(center: place, radii: radii, angle: turn))
      if let last {
        let thickness = radius * random.uniform(in: 0.08...0.3)
        shapes.append(.line(from: last, to: place, thickness: thickness))
      }
      last = place
    }
    return shapes
  }

  func draw(on canvas: inout Canvas, label: UInt8) {
    canvas.beginThing()
    let (low, high) = outline.corners(reach: 1.15)
    let radius = outline.radius
    canvas.draw(from: low, to: high) { place, color in
      let level = outline.level(place) + 0.02 * noise.value(place, scale: radius * 0.1)
      let inside = 1 - smoothStep(0.94, 1.04, level)
      guard inside > 0 else { return nil }
      let grain = smoothStep(-0.25, 0.75, noise.fractal(place + 500, scale: radius * 0.11))
      let density = 0.55 + 0.45 * smoothStep(0.2, 1.0, level)
      let body = Color.mix(bodyColor, grainColor, grain * 0.75 * density)
      color += (body - color) * (inside * opacity)
      let nucleus = nucleusDistance(place) + radius * 0.03 * noise.value(place, scale: radius * 0.2)
      let share = 1 - smoothStep(-0.03 * radius, 0.02 * radius, nucleus)
      if share > 0 {
        let clumps = noise.fractal(place + 900, scale: radius * 0.22)
        let depth = smoothStep(0, 0.16 * radius, -nucleus)
        let shade = nucleusColor * (0.94 + 0.22 * clumps) + Color(0.05, 0.03, 0.0) * (1 - depth)
        color += (shade - color) * (share * inside * 0.96)
      }
      return level < 1 ? label : nil
    }
  }

  /// The distance to the union of the lobes, with the clefts between them rounded out.
  private func nucleusDistance(_ place: Point) -> Float {
    let width = outline.radius * 0.07
    return lobes.reduce(Float.infinity) { nearest, lobe in
      let distance = lobe.distance(place)
      guard nearest.isFinite else { return distance }
      let share = min(max(0.5 + (distance - nearest) / width * 0.5, 0), 1)
      return distance + (nearest - distance) * share - width * share * (1 - share)
    }
  }
}
