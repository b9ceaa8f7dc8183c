import COkoKernels
import TestSupport
import Testing

/// Convolutions of low precision that read few channels.
@Suite struct NarrowConvolutionTests {
  static let shapes = [
    NaiveConvolution(size: (17, 23), channels: (3, 40), kernel: (7, 7), stride: 2, padding: 3),
    NaiveConvolution(batch: 2, size: (9, 31), channels: (3, 16), stride: 2),
    // Lines of several parts, and pixels that begin in the middle of words.
    NaiveConvolution(size: (4, 250), channels: (3, 16)),
    NaiveConvolution(size: (5, 131), channels: (1, 33), kernel: (2, 3), padding: 0),
    NaiveConvolution(size: (6, 7), channels: (4, 8), kernel: (5, 5), padding: 2),
    NaiveConvolution(size: (11, 13), channels: (2, 5), kernel: (2, 2), stride: 3, padding: 0),
    // Rows and columns of nothing but what surrounds the picture.
    NaiveConvolution(batch: 2, size: (2, 1), channels: (3, 5), kernel: (3, 3), padding: 3),
  ]
  static let cases = LowPrecisionSet.all.flatMap { set in shapes.map { (set, $0) } }

  @Test(arguments: cases) func productsEqualTheNaiveLoops(
    set: LowPrecisionSet, shape: NaiveConvolution
  ) {
    let count = shape.batch * shape.height * shape.width
    let pixels = shape.batch * shape.outHeight * shape.outWidth
    for zero in [0, 37] {
      let x = LowPrecisionTensor(
        OKO_U8, pixels: count, channels: shape.inChannels, zero: Int32(zero))
      let y = LowPrecisionTensor(OKO_F32, pixels: pixels, channels: shape.outChannels)
      x.fill(testBits(shape.inputCount).map { $0 & 255 })
      let weights = testBits(shape.filterCount, seed: 2).map { Int($0 % 255) - 127 }
      let ones = [Float](repeating: 1, count: y.channels)
      set { shape.runLow(x, weights.map(Float.init), scales: ones, into: y) }
      let expected = shape.forwardIntegers(x.integers.map { Int($0) - zero }, weights)
      #expect(y.values == expected.map(Float.init))
    }
    let x = LowPrecisionTensor(OKO_BF16, pixels: count, channels: shape.inChannels)
    let y = LowPrecisionTensor(OKO_F32, pixels: pixels, channels: shape.outChannels)
    x.fill(testNumbers(shape.inputCount).map(bf16Bits))
    let filter = testNumbers(shape.filterCount, seed: 2).map {
      Float(bitPattern: bf16Bits($0) << 16)
    }
    set { shape.runLow(x, filter, into: y) }
    #expect(largestError(y.values, shape.forward(x.values, filter)) < 1e-4)
  }

  /// A picture of floats gives the bits that its copy in fewer bits gives, however rows are shared.
  @Test(arguments: cases, [OKO_BF16, OKO_U8]) func floatsAreRoundedOnTheWay(
    how: (LowPrecisionSet, NaiveConvolution), type: oko_element
  ) {
    let (set, shape) = how
    let (count, channels) = (shape.batch * shape.height * shape.width, shape.inChannels)
    let numbers = testNumbers(shape.inputCount)
    let filter = testNumbers(shape.filterCount, seed: 2)
    let scales = type == OKO_U8 ? [Float](repeating: 0.01, count: shape.outChannels) : nil
    func result(of x: LowPrecisionTensor, part: Int = .max) -> [UInt32] {
      let y = LowPrecisionTensor(
        type, pixels: shape.batch * shape.outHeight * shape.outWidth,
        channels: shape.outChannels, scale: 0.05, zero: 90)
      set { shape.runLow(x, as: type, filter, scales: scales, into: y, part: part) }
      return y.integers
    }
    let floats = [0, 7].map { stride in
      LowPrecisionTensor(
        OKO_F32, pixels: count, channels: channels, stride: stride, scale: 0.02, zero: 100)
    }
    for tensor in floats { tensor.fill(numbers.map(\.bitPattern)) }
    let rounded = LowPrecisionTensor(
      type, pixels: count, channels: channels, scale: 0.02, zero: 100)
    rounded.fill([UInt32](repeating: 0, count: numbers.count))
    set {
      var (from, to) = (floats[0].operand, rounded.operand)
      oko_convert(&from, &to, Int64(count), Int64(channels))
    }
    let expected = result(of: rounded)
    #expect(Set(expected).count > 20)
    for x in floats + [rounded] {
      for part in [1, 3, Int.max] { #expect(result(of: x, part: part) == expected) }
    }
  }
}
