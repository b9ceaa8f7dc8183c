#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Binary cross-entropy of class logits with the scores asked.
enum ClassLoss {
  private static let lanes = VectorMath.Lanes.scalarCount

  /// The loss of a row that is asked for nothing: Σ ln(1 + eˣ).
  @inline(__always)
  static func value(_ logits: UnsafePointer<Float>, count: Int) -> Float {
    var sum = VectorMath.Lanes(repeating: 0)
    var start = 0
    while start < count {
      let present = min(lanes, count - start)
      sum += VectorMath.sigmoidAndSoftplus(load(logits + start, present)).softplus
      start += lanes
    }
    return VectorMath.sum(sum)
  }

  /// Writes the gradient of `value` times `scale`.
  @inline(__always)
  static func gradient(
    _ logits: UnsafePointer<Float>, count: Int, scale: Float,
    into result: UnsafeMutablePointer<Float>
  ) {
    var start = 0
    while start < count {
      let present = min(lanes, count - start)
      let slope =
        VectorMath.sigmoidAndSoftplus(load(logits + start, present)).sigmoid * scale
      if present == lanes {
        UnsafeMutableRawPointer(result + start).storeBytes(
          of: slope, as: VectorMath.Lanes.self)
      } else {
        for lane in 0..<present { result[start + lane] = slope[lane] }
      }
      start += lanes
    }
  }

  /// What being asked for `score` adds to the loss and the gradient of one logit asked for nothing.
  ///
  /// With a weight w the loss is −w · t · ln σ(x) − (1 − t) · ln(1 − σ(x)).
  static func answer(
    _ logit: Float, score: Float, positiveWeight: Float
  ) -> (value: Double, gradient: Float) {
    let (x, t, w) = (Double(logit), Double(score), Double(positiveWeight))
    let missing = x >= 0 ? log1p(exp(-x)) : log1p(exp(x)) - x
    let sigmoidOfOpposite = 1 / (1 + exp(x))
    return (
      t * ((w - 1) * missing - x), Float(-t * ((w - 1) * sigmoidOfOpposite + 1))
    )
  }

  /// Up to eight numbers; what is absent is so small that it adds nothing.
  @inline(__always)
  private static func load(_ source: UnsafePointer<Float>, _ present: Int) -> VectorMath.Lanes {
    if present == lanes {
      return UnsafeRawPointer(source).loadUnaligned(as: VectorMath.Lanes.self)
    }
    var result = VectorMath.Lanes(repeating: -87)
    for lane in 0..<present { result[lane] = source[lane] }
    return result
  }
}
