import OkoTensors

/// What ink, paper, scanner and compression do to a printed line: drawn from a random source once a line.
struct PaperStyle {
  /// How far ink runs in pixels, and how much of it is needed to look black: 0.5 keeps the letters' weight.
  var spread: Float
  var threshold: Float
  /// How hard the edge is after it ran; 1 leaves it.
  var gain: Float
  /// How dark full ink is, from 0 (not at all) to 1 (black).
  var density: Float
  /// How much of the density comes and goes along the line.
  var fading: Float
  /// The paper's white, above 1 where the scan is overexposed, and how unevenly it is lit.
  var paper: Float
  var unevenness: Float
  /// The coarse and the fine grain of the paper.
  var texture: Float
  var noise: Float
  /// Of the scanner, in pixels.
  var blurAcross: Float
  var blurDown: Float
  /// Of the JPEG of the scan; nil for none.
  var quality: Int?
  /// Columns of a thermal head that do not print, of a hundred; rows that a needle misses likewise.
  var deadColumns: Float
  var deadRows: Float
  /// Spots without ink, of a thousand pixels, and of ink.
  var gaps: Float
  var dirt: Float

  /// What happens to letters whose capitals are `capital` pixels high: small ones stay legible.
  init(capital: Float, using random: inout RandomSource) {
    let sharpness = min(capital / 16, 1)
    spread = random.chance(0.5) ? 0 : random.uniform(in: 0.3...0.8) * sharpness
    threshold = random.uniform(in: 0.3...0.62)
    gain = spread == 0 ? 1 : random.uniform(in: 1...3.5)
    density = random.chance(0.6) ? random.uniform(in: 0.75...1) : random.uniform(in: 0.3...0.8)
    fading = random.chance(0.5) ? 0 : random.uniform(in: 0...0.45)
    paper = random.chance(0.55) ? random.uniform(in: 0.98...1.12) : random.uniform(in: 0.74...1)
    unevenness = random.chance(0.5) ? 0 : random.uniform(in: 0...0.1)
    texture = random.uniform(in: 0...0.03)
    noise = random.chance(0.6) ? random.uniform(in: 0...0.025) : random.uniform(in: 0.02...0.09)
    blurAcross = random.uniform(in: 0...0.8) * sharpness
    blurDown = random.chance(0.8) ? blurAcross : random.uniform(in: 0...1) * sharpness
    quality = random.chance(0.75) ? random.whole(in: 25...90) : nil
    deadColumns = random.chance(0.12) ? random.uniform(in: 1...8) : 0
    deadRows = random.chance(0.1) ? random.uniform(in: 2...14) : 0
    gaps = random.chance(0.2) ? random.uniform(in: 2...40) : 0
    dirt = random.chance(0.15) ? random.uniform(in: 0.5...6) : 0
  }
}

extension PaperStyle {
  /// Turns the share of ink on each pixel into the scan's gray.
  func scan(_ ink: GrayPlane, using random: inout RandomSource) -> GrayPlane {
    var plane = ink
    run(&plane)
    wear(&plane, &random)
    let (width, height) = (plane.width, plane.height)
    let size = Float(height)
    if fading > 0 {
      let field = SmoothField(
        width: width, height: height, cellWidth: size * 1.5, cellHeight: size, using: &random)
      let fading = fading
      plane.combine(field) { $0 * (1 - fading * (0.5 + 0.5 * $1)) }
    }
    let light = SmoothField(
      width: width, height: height, cellWidth: size * 4, cellHeight: size * 2, using: &random)
    let (paper, unevenness, density) = (paper, unevenness, density)
    plane.combine(light) { ink, light in
      (paper + unevenness * light) * (1 - density * ink)
    }
    if texture > 0 {
      let grain = SmoothField(
        width: width, height: height, cellWidth: 3, cellHeight: 3, using: &random)
      let texture = texture
      plane.combine(grain) { $0 + texture * $1 }
    }
    plane.blur(across: blurAcross, down: blurDown)
    plane.addNoise(noise, using: &random)
    return plane
  }

  /// Ink runs into the paper, or too little of it comes.
  private func run(_ plane: inout GrayPlane) {
    guard spread > 0 else { return }
    plane.blur(across: spread, down: spread)
    for index in plane.values.indices {
      plane.values[index] = min(max((plane.values[index] - threshold) * gain + 0.5, 0), 1)
      // A threshold below a half must not make ink of bare paper.
      if plane.values[index] < 0.5 - threshold * gain + 0.001 { plane.values[index] = 0 }
    }
  }

  /// Columns, rows and spots where the printer failed, and dirt.
  private func wear(_ plane: inout GrayPlane, _ random: inout RandomSource) {
    let (width, height) = (plane.width, plane.height)
    if deadColumns > 0 {
      for column in 0..<width where random.chance(deadColumns / 100) {
        let left = random.uniform(in: 0...0.6)
        for row in 0..<height { plane.values[row * width + column] *= left }
      }
    }
    if deadRows > 0 {
      for row in 0..<height where random.chance(deadRows / 100) {
        let left = random.uniform(in: 0...0.6)
        for column in 0..<width { plane.values[row * width + column] *= left }
      }
    }
    spots(Float(width * height) * gaps / 1000, &plane, &random) { $0 * 0.2 }
    spots(Float(width * height) * dirt / 1000, &plane, &random) { max($0, 0.7) }
  }

  private func spots(
    _ count: Float, _ plane: inout GrayPlane, _ random: inout RandomSource,
    _ body: (Float) -> Float
  ) {
    for _ in 0..<Int(count.rounded()) {
      let (column, row) = (random.index(below: plane.width), random.index(below: plane.height))
      let index = row * plane.width + column
      plane.values[index] = body(plane.values[index])
      guard random.chance(0.5), column + 1 < plane.width else { continue }
      plane.values[index + 1] = body(plane.values[index + 1])
    }
  }
}
