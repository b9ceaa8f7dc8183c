/// How bytes stand for numbers: scale · (byte − zero).
///
///     let quantization = Quantization(covering: 0...6)
///     // 0 is the byte 0, 6 the byte 255.
package struct Quantization: Hashable, Sendable {
  /// The number that a step is worth.
  package let scale: Float
  /// The byte that stands for 0, exactly.
  package let zero: Int

  /// Makes a quantization of positive, finite scale.
  package init(scale: Float, zero: Int) {
    precondition(
      scale > 0 && scale.isFinite && (0...255).contains(zero),
      "Quantization: scale \(scale), zero \(zero), expected a positive scale, zero in 0...255")
    (self.scale, self.zero) = (scale, zero)
  }

  /// Covers a range of numbers, widened to hold 0, which padding and many activations make.
  package init(covering range: ClosedRange<Float>) {
    let (lower, upper) = (min(range.lowerBound, 0), max(range.upperBound, 0))
    // Halved first, as the widest ranges have no length.
    let step = (upper / 2 - lower / 2) / 127.5
    let scale = step.isNormal && step.isFinite ? step : 1
    self.init(scale: scale, zero: min(max(Int((-lower / scale).rounded()), 0), 255))
  }
}
