/// Transcendental functions of eight numbers at once, to about 2 units in the last place.
///
/// NaN stays NaN, so that a loss that is no number is seen.
enum VectorMath {
  typealias Lanes = SIMD8<Float>

  /// e to the power of `x`, which is held to −87…88 (Cephes' polynomial for `expf`).
  @inline(__always)
  static func exponential(_ x: Lanes) -> Lanes {
    var x = x.replacing(with: 88, where: x .> 88)
    x = x.replacing(with: -87, where: x .< -87)
    // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
    let shifted = x * 1.442_695_04 + 12_582_912
    let whole = shifted - 12_582_912
    let r = x - whole * 0.693_359_375 + whole * 2.121_944_4e-4
    var p = r * 1.987_569_15e-4 + 1.398_199_950_7e-3
    p = p * r + 8.333_451_907_3e-3
    p = p * r + 4.166_579_589_4e-2
    p = p * r + 1.666_666_545_9e-1
    p = p * r + 5.000_000_120_1e-1
    let value = p * r * r + r + 1
    let exponent = (unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23) &+ (127 << 23)
    return value * unsafeBitCast(exponent, to: Lanes.self)
  }

  /// ln(1 + `u`) for `u` from 0 to 1, by the series of 2 artanh(u / (2 + u)).
  @inline(__always)
  static func logarithm(onePlus u: Lanes) -> Lanes {
    let s = u / (u + 2)
    let q = s * s
    var p = q * (1.0 / 13) + (1.0 / 11)
    p = p * q + (1.0 / 9)
    p = p * q + (1.0 / 7)
    p = p * q + (1.0 / 5)
    p = p * q + (1.0 / 3)
    return s * (p * q + 1) * 2
  }

  /// The logistic function of `x` and ln(1 + eˣ).
  @inline(__always)
  static func sigmoidAndSoftplus(_ x: Lanes) -> (sigmoid: Lanes, softplus: Lanes) {
    let isNegative = x .< 0
    let decay = exponential(x.replacing(with: -x, where: .!isNegative))
    let inverse = 1 / (1 + decay)
    let sigmoid = inverse.replacing(with: decay * inverse, where: isNegative)
    let positive = x.replacing(with: 0, where: isNegative)
    return (sigmoid, positive + logarithm(onePlus: decay))
  }

  @inline(__always)
  static func sum(_ x: Lanes) -> Float {
    let four = x.lowHalf + x.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  @inline(__always)
  static func maximum(_ x: Lanes) -> Float {
    let four = x.lowHalf.replacing(with: x.highHalf, where: x.highHalf .> x.lowHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two.x > two.y ? two.x : two.y
  }
}
