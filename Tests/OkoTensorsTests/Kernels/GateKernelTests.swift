import COkoKernels
import TestSupport
import Testing

/// Means of channels, and channels times factors, in every type.
@Suite struct GateKernelTests {
  static let types = [OKO_F32, OKO_BF16, OKO_U8]

  /// Pictures, pixels of each and channels: fewer than a vector, none left over, some left over; runs of odd length.
  static let sizes = [
    (1, 1, 1), (2, 3, 5), (3, 49, 16), (1, 64, 24), (2, 131, 72), (1, 7, 64), (2, 10, 150),
    (1, 3, 1100),
  ]

  private static func filled(
    _ type: oko_element, pixels: Int, channels: Int, stride: Int = 0, seed: UInt64
  ) -> LowPrecisionTensor {
    let tensor = LowPrecisionTensor(
      type, pixels: pixels, channels: channels, stride: stride, scale: 0.01, zero: 120)
    let count = pixels * channels
    switch type {
    case OKO_U8: tensor.fill(testBits(count, seed: seed).map { $0 & 255 })
    case OKO_BF16: tensor.fill(testNumbers(count, seed: UInt32(seed)).map(bf16Bits))
    default: tensor.fill(testNumbers(count, seed: UInt32(seed)).map(\.bitPattern))
    }
    return tensor
  }

  /// The steps in which values of a type lie apart, for numbers up to about 3.
  private static func step(_ tensor: LowPrecisionTensor) -> Double {
    switch tensor.type {
    case OKO_U8: Double(tensor.scale) * 0.501
    case OKO_BF16: 0.008
    default: 1e-5
    }
  }

  @Test(arguments: LowPrecisionSet.all, types) func meansAreThoseOfTheChannels(
    set: LowPrecisionSet, type: oko_element
  ) {
    for (pictures, pixels, channels) in Self.sizes {
      let x = Self.filled(type, pixels: pictures * pixels, channels: channels, seed: 3)
      let values = x.values
      let expected = (0..<pictures * channels).map { index in
        let (picture, channel) = (index / channels, index % channels)
        let sum = (0..<pixels).reduce(0.0) {
          $0 + Double(values[(picture * pixels + $1) * channels + channel])
        }
        return sum / Double(pixels)
      }
      for target in Self.types {
        let y = LowPrecisionTensor(
          target, pixels: pictures, channels: channels, scale: 0.02, zero: 128)
        let blocks = Int64(pictures * ((channels + 63) / 64))
        set {
          var (from, to) = (x.operand, y.operand)
          let factor = 1 / Float(pixels)
          for block in 0..<blocks {
            oko_channel_means(
              &from, &to, Int64(pixels), Int64(channels), factor, block, block + 1)
          }
        }
        #expect(largestError(y.values, expected) <= Self.step(y))
        #expect(isFilled(y))
      }
    }
  }

  @Test(arguments: LowPrecisionSet.all, types) func gatesMultiplyEveryPixel(
    set: LowPrecisionSet, type: oko_element
  ) {
    for (pictures, pixels, channels) in Self.sizes {
      let count = pictures * pixels
      // Dense, and as a slice of something wider.
      for stride in [0, (channels + 11) / 4 * 4] {
        let x = Self.filled(type, pixels: count, channels: channels, stride: stride, seed: 4)
        let values = x.values
        for (gateType, target) in zip(Self.types, [OKO_BF16, OKO_U8, OKO_F32]) {
          let gate = Self.filled(gateType, pixels: pictures, channels: channels, seed: 5)
          let factors = gate.values
          let expected = (0..<count * channels).map { index in
            let (pixel, channel) = (index / channels, index % channels)
            return Double(values[index]) * Double(factors[pixel / pixels * channels + channel])
          }
          let y = LowPrecisionTensor(
            target, pixels: count, channels: channels, scale: 0.02, zero: 128)
          Self.run(set, x, gate, y, pixels: pixels, part: 5)
          #expect(largestError(y.values, expected) <= Self.step(y))
          #expect(isFilled(y))
        }
      }
    }
  }

  @Test(arguments: LowPrecisionSet.all, types) func aGateMayWriteOverItsPictures(
    set: LowPrecisionSet, type: oko_element
  ) {
    for (pictures, pixels, channels) in Self.sizes {
      let count = pictures * pixels
      let x = Self.filled(type, pixels: count, channels: channels, seed: 6)
      let gate = Self.filled(OKO_F32, pixels: pictures, channels: channels, seed: 7)
      let y = LowPrecisionTensor(
        type, pixels: count, channels: channels, scale: x.scale, zero: x.zero)
      Self.run(set, x, gate, y, pixels: pixels, part: count)
      Self.run(set, x, gate, x, pixels: pixels, part: 3)
      #expect(x.integers == y.integers)
    }
  }

  /// All sets but those that only differ in speed find the same bits.
  @Test(arguments: types) func everySetFindsTheSameBits(type: oko_element) {
    let x = Self.filled(type, pixels: 131, channels: 72, seed: 8)
    let gate = Self.filled(OKO_BF16, pixels: 1, channels: 72, seed: 9)
    let results = LowPrecisionSet.all.map { set in
      let y = LowPrecisionTensor(type, pixels: 131, channels: 72, scale: 0.02, zero: 128)
      let means = LowPrecisionTensor(OKO_F32, pixels: 1, channels: 72)
      Self.run(set, x, gate, y, pixels: 131, part: 131)
      set {
        var (from, to) = (y.operand, means.operand)
        oko_channel_means(&from, &to, 131, 72, 1 / 131, 0, 2)
      }
      return y.integers + means.integers
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  private static func run(
    _ set: LowPrecisionSet, _ x: LowPrecisionTensor, _ gate: LowPrecisionTensor,
    _ y: LowPrecisionTensor, pixels: Int, part: Int
  ) {
    set {
      var (from, factors, to) = (x.operand, gate.operand, y.operand)
      for begin in stride(from: 0, to: x.pixels, by: part) {
        oko_gate(
          &from, &factors, &to, Int64(pixels), Int64(x.channels), Int64(begin),
          Int64(min(begin + part, x.pixels)))
      }
    }
  }

  /// Whether a dense tensor has zeros after the channels of every pixel.
  private func isFilled(_ y: LowPrecisionTensor) -> Bool {
    (0..<y.pixels).allSatisfy { pixel in
      (y.channels..<y.stride).allSatisfy { y[pixel, $0] == 0 }
    }
  }
}
