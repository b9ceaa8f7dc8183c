package import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What happens to the colours of one patch, drawn at random from the options before a pixel is looked at.
package struct IntensityChange: Hashable, Sendable {
  /// The turn of the hue, and the factor of the saturation.
  package var hue: Float = 0
  package var saturation: Float = 1
  package var becomesGray = false
  package var blur: Float?
  package var lowResolution: Float?
  package var gamma: Float?
  package var invertedGamma: Float?
  package var contrast: Float?
  package var brightness: Float?
  package var inverts = false
  package var noise: Float?

  package init() {}

  /// Draws a change; the same numbers are drawn whatever the options are.
  package init(_ options: SegmentationAugmentation, using random: inout RandomSource) {
    hue = random.uniform(in: -options.hue...options.hue)
    saturation = 1 + random.uniform(in: -options.saturation...options.saturation)
    becomesGray = random.uniform() < options.gray
    func draw(
      _ change: SegmentationAugmentation.Occasional, _ random: inout RandomSource
    ) -> Float? {
      SegmentationAugmentation.draw(change, using: &random)
    }
    blur = draw(options.blur, &random)
    lowResolution = draw(options.lowResolution, &random)
    gamma = draw(options.gamma, &random)
    invertedGamma = draw(options.invertedGamma, &random)
    contrast = draw(options.contrast, &random)
    brightness = draw(options.brightness, &random)
    inverts = random.uniform() < options.inversion
    noise = draw(options.noise, &random)
  }
}

/// What each 8-bit sample of a patch becomes for the network: gamma, contrast, brightness, inversion and
/// normalization in one table.
package struct IntensityTable: Sendable {
  /// The new value of each sample.
  package private(set) var values: [Float]

  /// Makes the table for a patch whose samples are `pixels`.
  ///
  /// As nnU-Net: gamma works on the range of the patch, contrast about its mean and within its range, and
  /// brightness multiplies what the network gets. Where pictures are standardized, gamma keeps the mean and
  /// the deviation of the patch.
  package init(
    _ change: IntensityChange, pixels: [UInt8], normalization: PictureNormalization,
    scaling: PictureNormalization.Scaling
  ) {
    values = (0..<256).map { Float($0) / 255 }
    if change.gamma != nil || change.invertedGamma != nil || change.contrast != nil {
      let histogram = Self.histogram(pixels)
      if let gamma = change.invertedGamma {
        bend(histogram, gamma, isInverted: true, keeps: normalization == .standardized)
      }
      if let gamma = change.gamma {
        bend(histogram, gamma, isInverted: false, keeps: normalization == .standardized)
      }
      if let contrast = change.contrast {
        let (mean, _) = moments(histogram)
        let (low, high) = range(histogram)
        for level in values.indices {
          values[level] = min(max((values[level] - mean) * contrast + mean, low), high)
        }
      }
    }
    let factor = scaling.factor * (change.brightness ?? 1)
    for level in values.indices {
      let value = (values[level] + scaling.offset) * factor
      switch normalization {
      case .unit:
        let limited = min(max(value, 0), 1)
        values[level] = change.inverts ? 1 - limited : limited
      case .standardized: values[level] = change.inverts ? -value : value
      }
    }
  }

  private static func histogram(_ pixels: [UInt8]) -> [Int32] {
    // Four tables, so that equal neighbours do not wait for each other.
    var counts = [Int32](repeating: 0, count: 1024)
    counts.withUnsafeMutableBufferPointer { counts in
      pixels.withUnsafeBufferPointer { pixels in
        for place in 0..<pixels.count { counts[(place & 3) << 8 | Int(pixels[place])] &+= 1 }
      }
    }
    return (0..<256).map { counts[$0] + counts[256 + $0] + counts[512 + $0] + counts[768 + $0] }
  }

  private func moments(_ histogram: [Int32]) -> (mean: Float, deviation: Float) {
    var (count, sum, squares) = (0.0, 0.0, 0.0)
    for (value, number) in zip(values, histogram) where number > 0 {
      count += Double(number)
      sum += Double(number) * Double(value)
      squares += Double(number) * Double(value) * Double(value)
    }
    let mean = sum / max(count, 1)
    return (Float(mean), Float(max(0, squares / max(count, 1) - mean * mean).squareRoot()))
  }

  /// The least and the greatest value that occur.
  private func range(_ histogram: [Int32]) -> (Float, Float) {
    let present = zip(values, histogram).lazy.filter { $0.1 > 0 }.map(\.0)
    return (present.min() ?? 0, present.max() ?? 1)
  }

  private mutating func bend(
    _ histogram: [Int32], _ gamma: Float, isInverted: Bool, keeps: Bool
  ) {
    let (low, high) = range(histogram)
    guard high > low else { return }
    let before = moments(histogram)
    for level in values.indices {
      let share = min(max((values[level] - low) / (high - low), 0), 1)
      let bent = isInverted ? 1 - pow(1 - share, gamma) : pow(share, gamma)
      values[level] = low + bent * (high - low)
    }
    guard keeps else { return }
    let after = moments(histogram)
    let factor = before.deviation / max(after.deviation, 1e-6)
    for level in values.indices {
      values[level] = (values[level] - after.mean) * factor + before.mean
    }
  }
}
