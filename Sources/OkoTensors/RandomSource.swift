#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reproducible random numbers: xoshiro256** (Blackman and Vigna 2018) started from a seed and a name.
///
/// The name keeps streams apart: what one part of a program draws never shifts what another gets.
///
///     var random = RandomSource(seed: 0, stream: "augmentation/epoch3/17")
///     let angle = random.uniform() * 360
public struct RandomSource: RandomNumberGenerator, Hashable, Sendable, Codable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// Starts the stream named `stream` of `seed`.
  public init(seed: UInt64, stream: String = "") {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var state = seed ^ (hash &* 0x9e37_79b9_7f4a_7c15)
    func splitMix() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    (s0, s1, s2, s3) = (splitMix(), splitMix(), splitMix(), splitMix())
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A number from 0 up to but not including 1, in steps of 2⁻²⁴.
  public mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// A number from the lower bound up to the upper.
  public mutating func uniform(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A whole number from 0 up to but not including `count`.
  ///
  /// - Precondition: `count > 0`.
  public mutating func index(below count: Int) -> Int {
    Int.random(in: 0..<count, using: &self)
  }

  /// A number from the standard normal distribution, by Box and Muller 1958.
  public mutating func normal() -> Float {
    let first = 1 - Double(next() >> 11) * 0x1p-53
    let second = Double(next() >> 11) * 0x1p-53
    let radius = (-2 * log(first)).squareRoot()
    return Float(radius * cos(2 * Double.pi * second))
  }
}

extension Tensor {
  /// Makes a tensor of standard normal numbers times `deviation`.
  public init(normal shape: Shape, deviation: Float = 1, using random: inout RandomSource) {
    var source = random
    self.init(shape: shape) { pointer in
      source.fill(pointer, count: shape.count, deviation: deviation)
    }
    random = source
  }

  /// Makes a tensor of numbers spread evenly over `range`.
  public init(
    uniform shape: Shape, in range: ClosedRange<Float>, using random: inout RandomSource
  ) {
    var source = random
    self.init(shape: shape) { pointer in
      source.fill(pointer, count: shape.count, in: range)
    }
    random = source
  }
}

extension RandomSource {
  /// Draws `count` normal numbers of this deviation.
  package mutating func fill(
    _ scalars: UnsafeMutablePointer<Float>, count: Int, deviation: Float
  ) {
    for index in 0..<count { scalars[index] = normal() * deviation }
  }

  /// Draws `count` numbers spread evenly over `range`.
  package mutating func fill(
    _ scalars: UnsafeMutablePointer<Float>, count: Int, in range: ClosedRange<Float>
  ) {
    for index in 0..<count { scalars[index] = uniform(in: range) }
  }
}
