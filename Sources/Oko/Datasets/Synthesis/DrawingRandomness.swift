import OkoTensors

extension RandomSource {
  /// A number near the standard normal distribution, cheaply: four 16-bit numbers together.
  mutating func roughNormal() -> Float {
    let bits = next()
    var sum: Float = 0
    for shift in [0, 16, 32, 48] { sum += Float((bits >> UInt64(shift)) & 0xFFFF) }
    return (sum * 0x1p-16 - 2) * 1.7320508
  }

  /// A whole number in `range`.
  mutating func whole(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + index(below: range.count)
  }

  /// True with the given probability.
  mutating func chance(_ probability: Float) -> Bool { uniform() < probability }

  /// One of `choices`, which must not be empty.
  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[index(below: choices.count)]
  }

  /// A colour near `color`, each part by up to `spread`.
  mutating func color(near color: Color, spread: Float) -> Color {
    let offset = Color(uniform(), uniform(), uniform()) * 2 - 1
    return (color + offset * spread).clamped(
      lowerBound: Color(repeating: 0), upperBound: Color(repeating: 1))
  }

  /// A muted colour near `color`: brighter or darker by up to `spread`, its hue shifted a quarter as much.
  mutating func mutedColor(near color: Color, spread: Float) -> Color {
    let brightness = (uniform() * 2 - 1) * spread
    return self.color(near: color + brightness, spread: spread * 0.28)
  }
}

/// Smooth noise: random values on a lattice, blended between its points; from −1 to 1.
struct SmoothNoise {
  private let seed: UInt64

  init(_ random: inout RandomSource) { seed = random.next() }

  /// The noise at a point, where the lattice is `scale` pixels wide.
  func value(_ place: Point, scale: Float) -> Float {
    let position = place / scale
    let cell = position.rounded(.down)
    let offset = position - cell
    let blend = offset * offset * (3 - 2 * offset)
    let (column, row) = (Int(cell.x), Int(cell.y))
    let top = mix(lattice(column, row), lattice(column + 1, row), blend.x)
    let bottom = mix(lattice(column, row + 1), lattice(column + 1, row + 1), blend.x)
    return mix(top, bottom, blend.y)
  }

  /// Three octaves, the finest a quarter of `scale`.
  func fractal(_ place: Point, scale: Float) -> Float {
    (value(place, scale: scale) + 0.5 * value(place + 31.7, scale: scale / 2)
      + 0.25 * value(place + 77.1, scale: scale / 4)) / 1.75
  }

  private func lattice(_ column: Int, _ row: Int) -> Float {
    var hash = seed ^ (UInt64(bitPattern: Int64(column)) &* 0x9e37_79b9_7f4a_7c15)
    hash = (hash ^ (hash >> 29)) &* 0xbf58_476d_1ce4_e5b9
    hash ^= UInt64(bitPattern: Int64(row)) &* 0xd6e8_feb8_6659_fd93
    hash = (hash ^ (hash >> 32)) &* 0x94d0_49bb_1331_11eb
    return Float((hash >> 40) & 0xFF_FFFF) * 0x1p-23 - 1
  }
}

/// `from` at 0, `to` at 1, straight between.
@inline(__always)
func mix(_ from: Float, _ to: Float, _ share: Float) -> Float { from + (to - from) * share }

/// 0 below `low`, 1 above `high`, smooth between.
@inline(__always)
func smoothStep(_ low: Float, _ high: Float, _ value: Float) -> Float {
  let share = min(max((value - low) / (high - low), 0), 1)
  return share * share * (3 - 2 * share)
}

extension Color {
  /// `from` at 0, `to` at 1, straight between.
  static func mix(_ from: Color, _ to: Color, _ share: Float) -> Color {
    from + (to - from) * share
  }

  /// A colour from its parts in 0…255.
  static func bytes(_ red: Float, _ green: Float, _ blue: Float) -> Color {
    Color(red, green, blue) / 255
  }
}
