/// Boxes as distributions over distances: every side of a box is a softmax over whole strides.
///
/// A row of the head's output holds 4 · 16 logits (left, top, right, bottom; distances of 0…15 strides
/// from the anchor) and then one logit for each class. The distance of a side is the expectation of its
/// distribution times the stride (Li et al. 2020, "Generalized Focal Loss").
public enum DistributionCodec {
  /// The number of bins to a side (`reg_max`); the farthest stands for 15 strides.
  public static let bins = 16
  /// The number of box logits to an anchor.
  public static let channels = 4 * bins
  /// The largest distance that a target may have, in strides.
  static let farthest = Double(bins - 1) - 0.01

  /// The expectations of the four distributions at `logits`, in strides: left, top, right, bottom.
  @inline(__always)
  package static func distances(_ logits: UnsafePointer<Float>) -> SIMD4<Float> {
    SIMD4(
      expectation(logits), expectation(logits + bins), expectation(logits + 2 * bins),
      expectation(logits + 3 * bins))
  }

  /// The box that the logits of one anchor stand for, in network pixels.
  @inline(__always)
  package static func corners(
    _ logits: UnsafePointer<Float>, centerX: Float, centerY: Float, stride: Float
  ) -> BoxCorners {
    let reach = distances(logits) * stride
    return BoxCorners(
      left: centerX - reach.x, top: centerY - reach.y, right: centerX + reach.z,
      bottom: centerY + reach.w)
  }

  @inline(__always)
  private static func expectation(_ logits: UnsafePointer<Float>) -> Float {
    let raw = UnsafeRawPointer(logits)
    let low = raw.loadUnaligned(as: VectorMath.Lanes.self)
    let high = raw.loadUnaligned(fromByteOffset: 32, as: VectorMath.Lanes.self)
    let larger = VectorMath.maximum(low.replacing(with: high, where: high .> low))
    let (a, b) = (VectorMath.exponential(low - larger), VectorMath.exponential(high - larger))
    let places: VectorMath.Lanes = [0, 1, 2, 3, 4, 5, 6, 7]
    return VectorMath.sum(a * places + b * (places + 8)) / VectorMath.sum(a + b)
  }
}
