package import OkoTensors
import OkoTraining

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How lines of text are changed before use, as scans and prints change them.
///
/// Each figure is the largest change; 0 leaves that out.
public struct LineAugmentation: Codable, Hashable, Sendable {
  /// How much wider or narrower, as a share.
  public var stretch: Float = 0.2
  /// How much higher or lower within the line, as a share.
  public var grow: Float = 0.12
  /// Degrees of rotation, less for long lines, whose ends may move by a tenth of the height.
  public var rotation: Float = 1.5
  /// Degrees of slant.
  public var slant: Float = 10
  /// Pixels up or down, and left or right.
  public var shift: Float = 2.5
  /// The height in pixels of a slow wave of the baseline.
  public var wave: Float = 1
  /// The deviation of a blur along the line in pixels.
  public var blur: Float = 0.9
  /// How much the contrast changes, as a share.
  public var contrast: Float = 0.4
  /// How much the brightness changes, of 1.
  public var brightness: Float = 0.2
  /// The deviation of the noise, of 1.
  public var noise: Float = 0.08
  /// The chance that a band of rows or columns fades towards the paper.
  public var fading: Float = 0.15

  /// What lines are changed by unless something else is asked for.
  public init() {}

  /// Leaves lines as they are.
  public static let none: LineAugmentation = {
    var none = LineAugmentation()
    (none.stretch, none.grow, none.rotation, none.slant) = (0, 0, 0, 0)
    (none.shift, none.wave, none.blur, none.contrast) = (0, 0, 0, 0)
    (none.brightness, none.noise, none.fading) = (0, 0, 0)
    return none
  }()

  /// Every change `factor` times as strong.
  public func scaled(by factor: Float) -> LineAugmentation {
    var result = self
    for path in Self.strengths { result[keyPath: path] *= factor }
    return result
  }

  private static var strengths: [WritableKeyPath<LineAugmentation, Float>] {
    [
      \.stretch, \.grow, \.rotation, \.slant, \.shift, \.wave, \.blur, \.contrast, \.brightness,
      \.noise, \.fading,
    ]
  }

  /// Throws where a figure has no meaning.
  func validate() throws(TrainingError) {
    guard Self.strengths.allSatisfy({ self[keyPath: $0].isFinite && self[keyPath: $0] >= 0 }),
      stretch < 0.9, grow < 0.9, slant < 60, rotation < 45, fading <= 1, shift <= 100,
      wave <= 100, blur <= 100, contrast <= 10, brightness <= 10, noise <= 10
    else {
      throw TrainingError(.option, "a figure of the lines' augmentation lies outside its range")
    }
  }

  /// A changed copy of `line`, of at least `leastWidth` columns.
  package func changed(
    _ line: LinePicture, leastWidth: Int, using random: inout RandomSource
  ) -> LinePicture {
    guard self != .none else { return line }
    let stride = ReaderArchitecture.stride
    let factor = exp(amount(log1p(stretch), &random))
    let wanted = max(Int(Float(line.width) * factor), leastWidth, stride)
    let width = min((wanted + stride - 1) / stride * stride, LinePicture.widest)
    var values = warped(line, width: width, using: &random)
    if random.uniform() < 0.3 {
      Self.blur(
        &values, width: width, height: line.height, deviation: random.uniform(in: 0...blur))
    }
    if random.uniform() < fading {
      fade(&values, width: width, height: line.height, paper: Float(line.paper), using: &random)
    }
    tone(&values, using: &random)
    let pixels = values.map { UInt8(min(max($0, 0), 255)) }
    return LinePicture(
      width: width, height: line.height, pixels: pixels, paper: line.paper, scale: line.scale)
  }

  private func amount(_ limit: Float, _ random: inout RandomSource) -> Float {
    limit == 0 ? 0 : random.uniform(in: -limit...limit)
  }

  /// The line stretched to `width` columns, turned, slanted, moved and bent; paper's edge pixels go on outwards.
  private func warped(
    _ line: LinePicture, width: Int, using random: inout RandomSource
  ) -> [Float] {
    let (rows, columns) = (line.height, line.width)
    let (middleX, middleY) = (Float(width) / 2, Float(rows) / 2)
    let steepest = min(rotation * .pi / 180, atan(Float(rows) / 10 / middleX))
    let rise = tan(amount(steepest, &random)), lean = tan(amount(slant * .pi / 180, &random))
    let (across, along) = (Float(columns) / Float(width), 1 / (1 + amount(grow, &random)))
    let (moveX, moveY) = (amount(shift, &random), amount(shift, &random))
    let height = random.uniform(in: 0...max(wave, .leastNormalMagnitude))
    let phase = random.uniform(in: 0...6.28), length = random.uniform(in: 40...200)
    var result = [Float](repeating: 0, count: width * rows)
    line.pixels.withUnsafeBufferPointer { source in
      for column in 0..<width {
        let x = Float(column) + 0.5
        let bend = height * sin(x / length * 6.28 + phase) + rise * (x - middleX) + moveY
        for row in 0..<rows {
          let y = Float(row) + 0.5 - middleY
          let fromX = (x + lean * y + moveX) * across - 0.5
          let fromY = (y + bend) * along + middleY - 0.5
          let (left, top) = (fromX.rounded(.down), fromY.rounded(.down))
          let (shareX, shareY) = (fromX - left, fromY - top)
          let x0 = min(max(Int(left), 0), columns - 1), x1 = min(max(Int(left) + 1, 0), columns - 1)
          let y0 = min(max(Int(top), 0), rows - 1) * columns
          let y1 = min(max(Int(top) + 1, 0), rows - 1) * columns
          let upper = Float(source[y0 + x0]) * (1 - shareX) + Float(source[y0 + x1]) * shareX
          let lower = Float(source[y1 + x0]) * (1 - shareX) + Float(source[y1 + x1]) * shareX
          result[row * width + column] = upper * (1 - shareY) + lower * shareY
        }
      }
    }
    return result
  }

  /// A Gaussian blur along both sides.
  private static func blur(_ values: inout [Float], width: Int, height: Int, deviation: Float) {
    guard deviation > 0.1 else { return }
    let side = exp(-1 / (2 * deviation * deviation)), sum = 1 + 2 * side
    var next = values
    for row in 0..<height {
      for column in 0..<width {
        let place = row * width + column
        let (left, right) = (max(column - 1, 0), min(column + 1, width - 1))
        next[place] =
          (values[place] + side * (values[row * width + left] + values[row * width + right])) / sum
      }
    }
    for row in 0..<height {
      let (above, below) = (max(row - 1, 0) * width, min(row + 1, height - 1) * width)
      for column in 0..<width {
        values[row * width + column] =
          (next[row * width + column] + side * (next[above + column] + next[below + column])) / sum
      }
    }
  }

  /// Fades a band of rows or columns as a worn print head or a fold does.
  private func fade(
    _ values: inout [Float], width: Int, height: Int, paper: Float,
    using random: inout RandomSource
  ) {
    let isRow = random.uniform() < 0.6, count = isRow ? height : width
    let extent = 1 + random.index(below: isRow ? 3 : 6)
    let start = random.index(below: count), share = random.uniform(in: 0.3...0.9)
    for index in start..<min(start + extent, count) {
      for other in 0..<(isRow ? width : height) {
        let place = isRow ? index * width + other : other * width + index
        values[place] += (paper - values[place]) * share
      }
    }
  }

  /// Changes contrast and brightness and adds noise.
  private func tone(_ values: inout [Float], using random: inout RandomSource) {
    let mean = values.reduce(0, +) / Float(max(values.count, 1))
    let gain = exp(amount(log1p(contrast), &random)), offset = 255 * amount(brightness, &random)
    let deviation =
      random.uniform() < 0.5 ? 255 * random.uniform(in: 0...max(noise, .leastNormalMagnitude)) : 0
    for index in values.indices { values[index] = (values[index] - mean) * gain + mean + offset }
    guard deviation > 0.5 else { return }
    values.withUnsafeMutableBufferPointer {
      PatchNoise.add(to: $0, deviation: deviation, isGray: false, using: &random)
    }
  }
}
