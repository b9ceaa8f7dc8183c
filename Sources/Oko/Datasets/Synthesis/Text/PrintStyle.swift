import OkoTensors

/// How a line is printed, and how it lies on the scanned paper: drawn from a random source once a line.
struct PrintStyle {
  /// Pixels of a capital in the scan, before the line is brought to its height.
  var capital: Float
  /// Of the letters' width.
  var stretch: Float
  /// Between letters, in shares of a capital.
  var spacing: Float
  /// To the right for each pixel upwards.
  var slant: Float
  /// In radians, clockwise.
  var turn: Float
  /// How far the line leaves straightness, in shares of a capital, and over how many capitals.
  var wander: Float
  var wanderLength: Float
  var phase: Float
  /// Of the built-in letters.
  var weight: Float
  var isDotted: Bool
  /// Whether all lines of a page are in upper case.
  var isUpperCase: Bool
  /// Between lines, in capitals.
  var pitch: Float
  /// Whether there are lines above and below.
  var hasAbove: Bool
  var hasBelow: Bool
  /// Paper around the letters, in capitals.
  var margins: (left: Float, top: Float, right: Float, bottom: Float)

  init(using random: inout RandomSource) {
    // Many receipts are scanned coarsely: the letters are then enlarged.
    capital = random.chance(0.6) ? random.uniform(in: 9...16) : random.uniform(in: 16...28)
    stretch = random.chance(0.7) ? random.uniform(in: 0.55...0.85) : random.uniform(in: 0.8...1.15)
    spacing = random.chance(0.5) ? 0 : random.uniform(in: -0.05...0.16)
    slant = random.chance(0.8) ? 0 : random.uniform(in: -0.08...0.2)
    turn = random.chance(0.5) ? random.normal() * 0.003 : random.normal() * 0.014
    wander = random.chance(0.7) ? 0 : random.uniform(in: 0...0.08)
    wanderLength = random.uniform(in: 3...20)
    phase = random.uniform(in: 0...6.2832)
    weight = random.uniform(in: 0.8...1.7)
    isDotted = random.chance(0.35)
    if isDotted { weight = random.uniform(in: 0.85...1.35) }
    isUpperCase = random.chance(0.7)
    pitch = random.uniform(in: 1.3...2.1)
    hasAbove = random.chance(0.7)
    hasBelow = random.chance(0.7)
    func margin(_ random: inout RandomSource) -> Float {
      random.chance(0.1) ? random.uniform(in: -0.1...0.02) : random.uniform(in: 0.02...0.3)
    }
    margins = (margin(&random), margin(&random), margin(&random), margin(&random))
    if random.chance(0.08) { margins.top += random.uniform(in: 0...0.6) }
    if random.chance(0.08) { margins.bottom += random.uniform(in: 0...0.6) }
  }
}
