package import OkoTensors

/// Changes that the discriminator sees of all pictures, so that it cannot learn few real ones by heart.
///
/// Real and generated pictures are changed alike, by colour, translation and cut-out, and the generator learns through
/// the changes (Zhao et al. 2020).
///
/// Each kind strikes each picture with the same probability, so that most pictures stay as they are
/// (Karras et al. 2020), and the generator has no need to imitate the changes.
package struct DifferentiableAugmentation {
  /// How likely each kind of change is for each picture, 0…1.
  let probability: Float

  package init(probability: Float) { self.probability = probability }

  /// The largest change of brightness, of the range from −1 to 1.
  static let brightness: Float = 0.4
  /// The largest change of contrast, and half of that of saturation, as a factor less 1.
  static let contrast: Float = 0.5
  /// The furthest translation, of the side.
  static let translation: Float = 0.125
  /// The side of the square that is cut out, of the side.
  static let cutout: Float = 0.5

  /// Changed pictures, `[N, H, W, C]` → the same shape; affine in the pictures.
  package func callAsFunction(
    _ pictures: Tensor, using random: inout RandomSource
  ) -> Tensor {
    guard probability > 0 else { return pictures }
    let colored = recoloredUnderAlpha(pictures, using: &random)
    let moved = translated(colored, using: &random)
    return punched(moved, using: &random)
  }

  /// For each picture, what `value` draws, or `usual`.
  private func drawn<Value>(
    _ count: Int, usual: Value, using random: inout RandomSource,
    _ value: (inout RandomSource) -> Value
  ) -> [Value] {
    (0..<count).map { _ in random.uniform() < probability ? value(&random) : usual }
  }

  /// Changes the colours; the fourth channel, alpha, is none.
  private func recoloredUnderAlpha(_ x: Tensor, using random: inout RandomSource) -> Tensor {
    guard x.shape[3] == 4 else { return recolored(x, using: &random) }
    let colors = recolored(x.sliced(axis: 3, 0..<3), using: &random)
    return Tensor.concatenated([colors, x.sliced(axis: 3, 3..<4)], axis: 3)
  }

  private func recolored(_ x: Tensor, using random: inout RandomSource) -> Tensor {
    let count = x.shape[0], each: Shape = [count, 1, 1, 1]
    let brightness = drawn(count, usual: 0, using: &random) {
      $0.uniform(in: -Self.brightness...Self.brightness)
    }
    let saturation = drawn(count, usual: 1, using: &random) {
      1 + 2 * $0.uniform(in: -Self.contrast...Self.contrast)
    }
    let contrast = drawn(count, usual: 1, using: &random) {
      1 + $0.uniform(in: -Self.contrast...Self.contrast)
    }
    var result = x
    if x.shape[3] > 1 {
      let gray = result.mean(axes: [3], keepingDimensions: true)
      result = (result - gray) * Tensor(saturation, shape: each) + gray
    }
    let mean = result.mean(axes: [1, 2, 3], keepingDimensions: true)
    result = (result - mean) * Tensor(contrast, shape: each) + mean
    return result + Tensor(brightness, shape: each)
  }

  private func translated(_ x: Tensor, using random: inout RandomSource) -> Tensor {
    let rows = Int(Self.translation * Float(x.shape[1]))
    let columns = Int(Self.translation * Float(x.shape[2]))
    let offsets = drawn(x.shape[0], usual: PictureShift.Offset(rows: 0, columns: 0), using: &random)
    {
      PictureShift.Offset(
        rows: $0.index(below: 2 * rows + 1) - rows,
        columns: $0.index(below: 2 * columns + 1) - columns)
    }
    return PictureShift(offsets: offsets)(x)
  }

  private func punched(_ x: Tensor, using random: inout RandomSource) -> Tensor {
    let (count, height, width) = (x.shape[0], x.shape[1], x.shape[2])
    let middles = drawn(count, usual: nil, using: &random) {
      Optional((row: $0.index(below: height), column: $0.index(below: width)))
    }
    let reach = (
      rows: Int(Self.cutout * Float(height) / 2), columns: Int(Self.cutout * Float(width) / 2)
    )
    var mask = [Float](repeating: 1, count: count * height * width)
    for (index, middle) in middles.enumerated() {
      guard let middle else { continue }
      let columns =
        max(0, middle.column - reach.columns)..<min(width, middle.column + reach.columns)
      for row in max(0, middle.row - reach.rows)..<min(height, middle.row + reach.rows) {
        for column in columns { mask[(index * height + row) * width + column] = 0 }
      }
    }
    return x * Tensor(mask, shape: [count, height, width, 1])
  }
}
