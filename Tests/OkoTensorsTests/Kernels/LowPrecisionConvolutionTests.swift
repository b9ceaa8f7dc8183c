import COkoKernels
import Foundation
import TestSupport
import Testing

@Suite struct LowPrecisionConvolutionTests {
  static let shapes =
    NaiveConvolution.oddShapes + [
      // Groups that begin within a word, and a source too wide for a copy of what floats would copy.
      NaiveConvolution(size: (5, 6), channels: (15, 10), groups: 5),
      NaiveConvolution(size: (5, 9), channels: (14, 4), stride: 2, groups: 2),
      NaiveConvolution(size: (2, 30), channels: (1500, 3)),
      // Filters that slide, on channels that are no multiple of a vector.
      NaiveConvolution(size: (6, 24), channels: (21, 21), kernel: (5, 5), padding: 2, groups: 21),
      NaiveConvolution(
        size: (9, 33), channels: (40, 40), kernel: (5, 5), stride: 2, padding: 2, groups: 40),
    ]
  static let cases = LowPrecisionSet.all.flatMap { set in shapes.map { (set, $0) } }

  @Test(arguments: cases, [0, 128, 37]) func productsOfBytesAreExact(
    how: (LowPrecisionSet, NaiveConvolution), zero: Int
  ) {
    let (set, shape) = how
    for isTransposed in [false, true] {
      let (x, y) = ends(shape, OKO_U8, OKO_F32, isTransposed)
      x.zero = Int32(zero)
      x.fill(testBits(x.pixels * x.channels).map { $0 & 255 })
      let weights = testBits(shape.filterCount, seed: 2).map { Int($0 % 255) - 127 }
      let ones = [Float](repeating: 1, count: y.channels)
      set {
        shape.runLow(x, weights.map(Float.init), scales: ones, into: y, isTransposed: isTransposed)
      }
      let expected = shape.forwardIntegers(
        x.integers.map { Int($0) - zero }, weights, isTransposed: isTransposed)
      #expect(y.values == expected.map(Float.init))
    }
  }

  @Test(arguments: cases) func productsOfBF16EqualTheNaiveLoops(
    set: LowPrecisionSet, shape: NaiveConvolution
  ) {
    for isTransposed in [false, true] {
      let (x, y) = ends(shape, OKO_BF16, OKO_F32, isTransposed)
      x.fill(testNumbers(x.pixels * x.channels).map(bf16Bits))
      let filter = testNumbers(shape.filterCount, seed: 2).map {
        Float(bitPattern: bf16Bits($0) << 16)
      }
      set { shape.runLow(x, filter, into: y, isTransposed: isTransposed) }
      let expected =
        isTransposed ? shape.backwardData(x.values, filter) : shape.forward(x.values, filter)
      #expect(largestError(y.values, expected) < 1e-4)
    }
  }

  /// Large and subnormal numbers, too: where processors differ if they can.
  @Test(arguments: shapes.filter { !$0.isDepthwise }) func productsOfBF16HaveTheSameBitsEverywhere(
    shape: NaiveConvolution
  ) {
    for (least, most) in [(120, 135), (0, 120), (0, 255), (190, 255)] as [(UInt32, UInt32)] {
      func numbers(_ count: Int, seed: UInt64) -> [UInt32] {
        testBits(count, seed: seed).map { bits in
          bits & 0x807f | (least + (bits >> 16) % (most - least)) << 7
        }
      }
      let results = LowPrecisionSet.all.map { set in
        let (x, y) = ends(shape, OKO_BF16, OKO_F32, false)
        x.fill(numbers(x.pixels * x.channels, seed: 3))
        let filter = numbers(shape.filterCount, seed: 4).map { Float(bitPattern: $0 << 16) }
        set { shape.runLow(x, filter, into: y) }
        return y.integers.map { Float(bitPattern: $0).isNaN ? 0x7fc0_0000 : $0 }
      }
      #expect(results.allSatisfy { $0 == results[0] })
    }
  }

  /// The odd channel of a word is added first: 2^24 + 1 is 2^24 then, and nothing is left when the even one takes it away.
  @Test(arguments: LowPrecisionSet.all) func theOddChannelIsAddedFirst(set: LowPrecisionSet) {
    let shape = NaiveConvolution(size: (1, 1), channels: (4, 1), kernel: (1, 1), padding: 0)
    let (x, y) = ends(shape, OKO_BF16, OKO_F32, false)
    x.fill([0, 16_777_216, -16_777_216, 1].map(bf16Bits))
    set { shape.runLow(x, [1, 1, 1, 1], into: y) }
    #expect(y.values == [0])
    x.fill([0, 16_777_216, 1, -16_777_216].map(bf16Bits))
    set { shape.runLow(x, [1, 1, 1, 1], into: y) }
    #expect(y.values == [1])
  }

  @Test(arguments: cases) func theWayRowsAreSplitChangesNoBit(
    set: LowPrecisionSet, shape: NaiveConvolution
  ) {
    for type in [OKO_BF16, OKO_U8] {
      let scales = type == OKO_U8 ? [Float](repeating: 0.01, count: shape.outChannels) : nil
      let results = [1, 3, Int.max].map { part in
        let (x, y) = ends(shape, type, type, false)
        (x.zero, x.scale, y.zero, y.scale) = (100, 0.02, 90, 0.03)
        x.fill(testBits(x.pixels * x.channels).map { type == OKO_U8 ? $0 & 255 : $0 & 0xbfff })
        set { shape.runLow(x, testNumbers(shape.filterCount), scales: scales, into: y, part: part) }
        return y.integers
      }
      #expect(results[0] == results[2] && results[1] == results[2])
    }
  }

  @Test(arguments: cases) func theWayPanelsAreSplitChangesNoBit(
    set: LowPrecisionSet, shape: NaiveConvolution
  ) {
    for (type, isTransposed) in [(OKO_BF16, false), (OKO_BF16, true), (OKO_U8, false)] {
      let (x, _) = ends(shape, type, OKO_F32, isTransposed)
      (x.zero, x.scale) = (100, 0.02)
      x.fill(testBits(x.pixels * x.channels).map { type == OKO_U8 ? $0 & 255 : $0 & 0xbfff })
      let filter = testNumbers(shape.filterCount)
      let results = [1, 2, Int.max].map { part in
        let (_, y) = ends(shape, type, OKO_F32, isTransposed)
        let scales = type == OKO_U8 ? [Float](repeating: 0.01, count: y.channels) : nil
        set {
          shape.runLowByPanels(
            x, filter, scales: scales, into: y, isTransposed: isTransposed, part: part)
        }
        return y.integers
      }
      #expect(results[0] == results[2] && results[1] == results[2])
      let (_, y) = ends(shape, type, OKO_F32, isTransposed)
      let scales = type == OKO_U8 ? [Float](repeating: 0.01, count: y.channels) : nil
      set { shape.runLow(x, filter, scales: scales, into: y, isTransposed: isTransposed) }
      #expect(results[2] == y.integers)
    }
  }

  @Test(arguments: LowPrecisionSet.all) func aDenseResultFillsItsWordsWithZeros(
    set: LowPrecisionSet
  ) {
    for groups in [1, 3, 9] {
      let shape = NaiveConvolution(size: (3, 5), channels: (9, 9), groups: groups)
      for type in [OKO_BF16, OKO_U8] {
        let (x, y) = ends(shape, OKO_BF16, type, false)
        x.fill(testNumbers(x.pixels * 9).map(bf16Bits))
        set { shape.runLow(x, testNumbers(shape.filterCount), into: y) }
        #expect((0..<15).allSatisfy { pixel in (9..<y.stride).allSatisfy { y[pixel, $0] == 0 } })
      }
    }
  }

  @Test(arguments: LowPrecisionSet.all) func aSliceOfAWiderTensorIsReadAndWrittenInPlace(
    set: LowPrecisionSet
  ) {
    let shape = NaiveConvolution(size: (7, 9), channels: (6, 17))
    let wide = LowPrecisionTensor(OKO_U8, pixels: 63, channels: 6, stride: 12, zero: 11)
    let dense = LowPrecisionTensor(OKO_U8, pixels: 63, channels: 6, zero: 11)
    for tensor in [wide, dense] { tensor.fill(testBits(63 * 6).map { $0 & 255 }) }
    let results = [wide, dense].map { x in
      let y = LowPrecisionTensor(OKO_U8, pixels: 63, channels: 17, stride: 20, scale: 9, zero: 99)
      set {
        shape.runLow(
          x, testNumbers(shape.filterCount), scales: [Float](repeating: 0.01, count: 17), into: y)
      }
      #expect((0..<63).allSatisfy { pixel in (17..<20).allSatisfy { y[pixel, $0] == 0xEE } })
      return y.integers
    }
    #expect(results[0] == results[1] && Set(results[0]).count > 20)
  }

  /// What `shape` reads and writes.
  private func ends(
    _ shape: NaiveConvolution, _ from: oko_element, _ to: oko_element, _ isTransposed: Bool
  ) -> (x: LowPrecisionTensor, y: LowPrecisionTensor) {
    let inside = (shape.batch * shape.height * shape.width, shape.inChannels)
    let outside = (shape.batch * shape.outHeight * shape.outWidth, shape.outChannels)
    let (x, y) = isTransposed ? (outside, inside) : (inside, outside)
    return (
      LowPrecisionTensor(from, pixels: x.0, channels: x.1),
      LowPrecisionTensor(to, pixels: y.0, channels: y.1)
    )
  }
}

extension NaiveConvolution {
  /// One channel in and one out per group: summed in floats.
  var isDepthwise: Bool { groups > 1 && groups == inChannels && groups == outChannels }
}
