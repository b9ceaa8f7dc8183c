import COkoKernels
import Foundation
import TestSupport
import Testing

/// What happens to sums before they are stored, and the copies from type to type.
@Suite struct LowPrecisionValueTests {
  static let types = [OKO_F32, OKO_BF16, OKO_U8]
  static let activations: [(oko_activation, @Sendable (Double) -> Double)] = [
    (OKO_NONE, { $0 }), (OKO_RELU, { max($0, 0) }),
    (OKO_LEAKY_RELU, { $0 < 0 ? 0.1 * $0 : $0 }), (OKO_SILU, { $0 / (1 + exp(-$0)) }),
    (OKO_SIGMOID, { 1 / (1 + exp(-$0)) }), (OKO_TANH, { tanh($0) }),
    (OKO_HARD_SWISH, { $0 * min(max($0 / 6 + 0.5, 0), 1) }),
    (OKO_HARD_SIGMOID, { min(max($0 / 6 + 0.5, 0), 1) }),
  ]

  @Test(arguments: LowPrecisionSet.all, [OKO_BF16, OKO_U8])
  func theEpilogueScalesBiasesAddsAndActivates(set: LowPrecisionSet, type: oko_element) {
    let shape = NaiveConvolution(size: (5, 7), channels: (6, 35))
    let x = LowPrecisionTensor(type, pixels: 35, channels: 6, scale: 0.01, zero: 120)
    x.fill(
      type == OKO_U8 ? testBits(210).map { $0 & 255 } : testNumbers(210).map(bf16Bits))
    let weights = testBits(shape.filterCount, seed: 2).map { Float($0 % 255) - 127 }
    let scales = testNumbers(35, seed: 3).map { 0.02 + 0.01 * $0 }, bias = testNumbers(35, seed: 4)
    let sums = shape.forward(x.values, weights)
    let ends = [(OKO_F32, true), (OKO_BF16, false), (OKO_U8, true), (OKO_F32, false)]
    for (kind, function) in Self.activations {
      for (residualType, (resultType, isLast)) in Self.types.flatMap({ type in
        ends.map { (type, $0) }
      }) {
        let residual = LowPrecisionTensor(
          residualType, pixels: 35, channels: 35, scale: 0.02, zero: 77)
        residual.fill(integers(residualType, 35 * 35))
        let y = LowPrecisionTensor(resultType, pixels: 35, channels: 35, scale: 0.03, zero: 90)
        set {
          bias.withUnsafeBufferPointer { bias in
            scales.withUnsafeBufferPointer { scales in
              // The weights are whole numbers, which both types hold, and so are packed by scales of 1.
              shape.runLow(x, weights, scales: [Float](repeating: 1, count: 35), into: y) {
                $0.scale = scales.baseAddress
                $0.bias = bias.baseAddress
                $0.residual = residual.operand
                $0.activation = kind
                $0.slope = 0.1
                $0.residual_is_last = isLast ? 1 : 0
              }
            }
          }
        }
        let rests = residual.values
        let expected = sums.enumerated().map { index, sum in
          let value = sum * Double(scales[index % 35]) + Double(bias[index % 35])
          let rest = Double(rests[index])
          return isLast ? function(value) + rest : function(value + rest)
        }
        #expect(isNear(y, expected))
      }
    }
  }

  @Test(arguments: LowPrecisionSet.all) func sigmoidsOfAnySizeStayInTheirRange(
    set: LowPrecisionSet
  ) {
    let shape = NaiveConvolution(size: (1, 9), channels: (1, 1), kernel: (1, 1), padding: 0)
    let x = LowPrecisionTensor(OKO_BF16, pixels: 9, channels: 1)
    let y = LowPrecisionTensor(OKO_F32, pixels: 9, channels: 1)
    x.fill([-.infinity, -1e30, -100, -5, 0, 5, 100, 1e30, .infinity].map(bf16Bits))
    set { shape.runLow(x, [1], into: y) { $0.activation = OKO_SIGMOID } }
    let expected = [0, 0, 0, 0.006693, 0.5, 0.993307, 1, 1, 1]
    #expect(zip(y.values, expected).allSatisfy { abs(Double($0) - $1) < 1e-4 })
  }

  @Test(arguments: LowPrecisionSet.all) func roundingIsToTheNearestAndTiesAreEven(
    set: LowPrecisionSet
  ) {
    func converted(_ values: [Float], _ type: oko_element, _ scale: Float = 1, _ zero: Int32 = 0)
      -> [UInt32]
    {
      let x = LowPrecisionTensor(OKO_F32, pixels: values.count, channels: 1)
      let y = LowPrecisionTensor(
        type, pixels: values.count, channels: 1, scale: scale, zero: zero)
      x.fill(values.map(\.bitPattern))
      set {
        var (from, to) = (x.operand, y.operand)
        oko_convert(&from, &to, Int64(values.count), 1)
      }
      return y.integers
    }
    // 1 + 2^-8 lies between 0x3f80 and 0x3f81, 1 + 3·2^-8 between 0x3f81 and 0x3f82.
    #expect(
      converted([1, 1 + 0x1p-8, 1 + 0x1.8p-8, 1 + 0x3p-8, -1 - 0x3p-8], OKO_BF16)
        == [0x3f80, 0x3f80, 0x3f81, 0x3f82, 0xbf82])
    #expect(
      converted(
        [.greatestFiniteMagnitude, -.infinity, .leastNonzeroMagnitude, -0x1p-127, -0.0], OKO_BF16)
        == [0x7f80, 0xff80, 0, 0x8000, 0x8000])
    #expect(converted([.nan], OKO_BF16)[0] & 0x7fc0 == 0x7fc0)
    #expect(
      converted([0, 0.5, 1.5, 2.5, 254.6, 255.4, 300, -1, .nan, .infinity, -.infinity], OKO_U8)
        == [0, 0, 2, 2, 255, 255, 255, 0, 0, 255, 0])
    #expect(
      converted([-64, -63.75, -0.25, 0, 0.25, 0.75, 63.5, 1e30], OKO_U8, 0.5, 128)
        == [0, 0, 128, 128, 128, 130, 255, 255])
  }

  @Test(arguments: [1, 3, 6, 21, 33, 70]) func copiesHaveTheSameBitsEverywhere(channels: Int) {
    let numbers = testBits(7 * channels)
    for (from, to) in Self.types.flatMap({ from in Self.types.map { (from, $0) } }) {
      for (stride, target) in [(0, 0), (76, 80)] {
        let results = LowPrecisionSet.all.map { set in
          let x = LowPrecisionTensor(
            from, pixels: 7, channels: channels, stride: stride, scale: 0.37, zero: 55)
          let y = LowPrecisionTensor(
            to, pixels: 7, channels: channels, stride: target, scale: 0.11, zero: 3)
          x.fill(from == OKO_F32 ? numbers : numbers.map { $0 >> (from == OKO_U8 ? 24 : 16) })
          set {
            var (source, result) = (x.operand, y.operand)
            oko_convert(&source, &result, 7, Int64(channels))
          }
          #expect(
            (0..<7).allSatisfy { pixel in
              (channels..<y.stride).allSatisfy {
                y[pixel, $0] == (target == 0 ? 0 : y[0, y.stride - 1])
              }
            })
          return y.values.map { $0.isNaN ? UInt32.max : $0.bitPattern }
        }
        #expect(results.allSatisfy { $0 == results[0] })
      }
    }
  }

  @Test(arguments: LowPrecisionSet.all) func manyValuesAreRoundedAsOneIs(set: LowPrecisionSet) {
    let numbers =
      [0, 0.5, 1.5, 2.5, 254.6, 255.4, 300, -1, -1e30, 1e30, .nan, .infinity, -.infinity]
      + testNumbers(67).map { 200 * $0 }
    for (type, zero) in [(OKO_BF16, 0), (OKO_U8, 0), (OKO_U8, 120)] {
      func converted(_ numbers: [Float]) -> [Float] {
        let x = LowPrecisionTensor(OKO_F32, pixels: 1, channels: numbers.count)
        let y = LowPrecisionTensor(
          type, pixels: 1, channels: numbers.count, zero: Int32(zero))
        x.fill(numbers.map(\.bitPattern))
        set {
          var (source, result) = (x.operand, y.operand)
          oko_convert(&source, &result, 1, Int64(numbers.count))
        }
        return y.values.map { $0.isNaN ? -12345 : $0 }
      }
      #expect(converted(numbers) == numbers.flatMap { converted([$0]) })
    }
  }

  @Test(arguments: LowPrecisionSet.all, [OKO_BF16, OKO_U8]) func theLargestOfAWindowIsTaken(
    set: LowPrecisionSet, type: oko_element
  ) {
    for channels in [1, 16, 21, 70] {
      let x = LowPrecisionTensor(type, pixels: 2 * 5 * 7, channels: channels, scale: 1, zero: 9)
      x.fill(integers(type, x.pixels * channels))
      let y = LowPrecisionTensor(type, pixels: 2 * 3 * 4, channels: channels, scale: 1, zero: 9)
      var shape = oko_pool_shape()
      (shape.batch, shape.height, shape.width, shape.channels) = (2, 5, 7, Int64(channels))
      (shape.out_height, shape.out_width) = (3, 4)
      (shape.kernel_height, shape.kernel_width, shape.stride_y, shape.stride_x) = (3, 3, 2, 2)
      (shape.padding_top, shape.padding_left) = (1, 1)
      set {
        oko_low_max_pool_forward(
          &shape, type, x.memory.baseAddress, y.memory.baseAddress, 0, 2)
        oko_low_max_pool_forward(
          &shape, type, x.memory.baseAddress, y.memory.baseAddress, 2, 6)
      }
      let values = x.values
      let expected = (0..<24).flatMap { pixel in
        (0..<channels).map { channel in
          let (image, top, left) = (pixel / 12, pixel % 12 / 4 * 2 - 1, pixel % 4 * 2 - 1)
          let window = (max(top, 0)..<min(top + 3, 5)).flatMap { row in
            (max(left, 0)..<min(left + 3, 7)).map { column in
              values[((image * 5 + row) * 7 + column) * channels + channel]
            }
          }
          return window.max() ?? .nan
        }
      }
      #expect(y.values == expected)
    }
  }

  /// Integers that stand for moderate numbers of a type.
  private func integers(_ type: oko_element, _ count: Int) -> [UInt32] {
    switch type {
    case OKO_U8: testBits(count, seed: 7).map { $0 & 255 }
    case OKO_BF16: testNumbers(count, seed: 7).map(bf16Bits)
    default: testNumbers(count, seed: 7).map(\.bitPattern)
    }
  }

  /// Within the rounding of y's type, and 1e-3 of sums and sigmoids.
  private func isNear(_ y: LowPrecisionTensor, _ expected: [Double]) -> Bool {
    let range = y.scale * Float(0 - y.zero)...y.scale * Float(255 - y.zero)
    return zip(y.values, expected).allSatisfy { value, expected in
      let error = 2e-4 * (1 + abs(expected))
      return switch y.type {
      case OKO_U8:
        abs(Double(value) - min(max(expected, Double(range.lowerBound)), Double(range.upperBound)))
          <= Double(y.scale) / 2 + error
      case OKO_BF16: abs(Double(value) - expected) <= abs(expected) / 256 + error
      default: abs(Double(value) - expected) <= error
      }
    }
  }
}
