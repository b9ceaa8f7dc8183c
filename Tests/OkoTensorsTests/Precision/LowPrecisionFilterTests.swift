import COkoKernels
import Foundation
import OkoTensors
import TestSupport
import Testing

// Serial, as one test sets how many threads there are.
@Suite(.serialized) struct LowPrecisionFilterTests {
  /// A picture with a border on each side, groups, and a stride.
  static let shape = NaiveConvolution(size: (13, 9), channels: (12, 20), stride: 2, groups: 2)

  @Test func aFilterOfBytesHasAScaleForEachChannel() {
    let filter = Tensor([0.5, -2, 0, 0.25, 1, 0], shape: [1, 1, 2, 3])
    let packed = LowPrecisionFilter(filter, ConvolutionGeometry(), type: .uint8)
    #expect(packed.scales == [0.5 / 127, 2.0 / 127, 1])
    #expect(LowPrecisionFilter(filter, ConvolutionGeometry(), type: .bfloat16).scales == nil)
  }

  @Test(arguments: [ScalarType.bfloat16, .uint8], [false, true])
  func aConvolutionIsThatOfFloatsButForRounding(type: ScalarType, isTransposed: Bool) {
    let shape = Self.shape
    let weights = testNumbers(shape.filterCount, seed: 2)
    let (from, to) =
      isTransposed
      ? (shape.outputCount, shape.inputCount) : (shape.inputCount, shape.outputCount)
    let x = testNumbers(from)
    let y = run(type, weights, x, resultCount: to, isTransposed: isTransposed)
    let expected = isTransposed ? shape.backwardData(x, weights) : shape.forward(x, weights)
    // Both round to 8 bits; a sum of 54 or 90 products of numbers below one then errs by some hundredths.
    #expect(zip(y, expected).allSatisfy { abs(Double($0) - $1) < 0.08 })
    #expect(expected.contains { abs($0) > 2 })
  }

  @Test(arguments: [ScalarType.bfloat16, .uint8])
  func theNumberOfThreadsChangesNoBit(type: ScalarType) {
    let before = Workers.shared.threadCount
    defer { Workers.shared.threadCount = before }
    // Enough rows and arithmetic for several chunks.
    let shape = NaiveConvolution(size: (40, 30), channels: (24, 40))
    let weights = testNumbers(shape.filterCount, seed: 2)
    let results = [1, 2, 5].map { threads in
      Workers.shared.threadCount = threads
      return run(
        type, weights, testNumbers(shape.inputCount), resultCount: shape.outputCount, shape: shape)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test func aMatrixProductIsAConvolutionOfOneColumn() {
    let (rows, depth, columns) = (33, 70, 18)
    let shape = NaiveConvolution(
      size: (rows, 1), channels: (depth, columns), kernel: (1, 1), padding: 0)
    let a = testNumbers(rows * depth), b = testNumbers(depth * columns, seed: 2)
    let y = run(.bfloat16, b, a, resultCount: rows * columns, shape: shape)
    #expect(zip(y, shape.forward(a, b)).allSatisfy { abs(Double($0) - $1) < 0.08 })
  }

  @Test func theEpilogueAddsABiasAndAResidualOfBytes() {
    let filter = LowPrecisionFilter(
      Tensor([1, 0, 0, 1], shape: [1, 1, 2, 2]), ConvolutionGeometry(), type: .bfloat16)
    let shape = NaiveConvolution(size: (1, 1), channels: (2, 2), kernel: (1, 1), padding: 0)
    // 2 and -3 in bfloat16; 4 and 0 in steps of a half.
    var x: [UInt16] = [0x4000, 0xc040]
    var residual: [UInt8] = [18, 10, 0, 0], y: [UInt8] = [9, 9, 9, 9]
    let bias: [Float] = [0.5, 1]
    x.withUnsafeMutableBytes { x in
      residual.withUnsafeMutableBytes { residual in
        y.withUnsafeMutableBytes { y in
          bias.withUnsafeBufferPointer { bias in
            guard let source = x.baseAddress, let rest = residual.baseAddress,
              let result = y.baseAddress
            else { return }
            filter.run(
              shape.kernelShape, LowPrecisionOperand(source, .bfloat16),
              LowPrecisionFilter.Epilogue(
                bias: bias.baseAddress,
                residual: LowPrecisionOperand(rest, .uint8, Quantization(scale: 0.5, zero: 10)),
                activation: .relu, residualIsLast: true),
              into: LowPrecisionOperand(result, .uint8, Quantization(scale: 0.25, zero: 100)))
          }
        }
      }
    }
    // relu(2 + 0.5) + 4 = 6.5 and relu(-3 + 1) + 0 = 0, in steps of a quarter above 100; then two bytes fill the word.
    #expect(y == [126, 100, 0, 0])
  }

  @Test func aRangeIsCoveredFromItsLowerToItsUpperEnd() {
    #expect(Quantization(covering: 0...6).zero == 0)
    #expect(abs(Quantization(covering: 0...6).scale - 6 / 255) < 1e-8)
    #expect(Quantization(covering: -64...63.5) == Quantization(scale: 0.5, zero: 128))
    // Zero is always among the numbers, and a range of none is no error.
    #expect(Quantization(covering: 2...3).zero == 0)
    #expect(Quantization(covering: -3 ... -2).zero == 255)
    #expect(Quantization(covering: 0...0) == Quantization(scale: 1, zero: 0))
    let widest = -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude
    #expect(Quantization(covering: widest).scale > 2e36)
  }

  @Test func elementsFillWholeWords() {
    #expect(ScalarType.allCases.map(\.size) == [4, 2, 1])
    #expect(ScalarType.allCases.map { $0.denseStride(channels: 5) } == [5, 6, 8])
    #expect(ScalarType.allCases.map { $0.denseStride(channels: 8) } == [8, 8, 8])
  }

  /// Converts x, and convolves in low precision into floats.
  private func run(
    _ type: ScalarType, _ weights: [Float], _ x: [Float], resultCount: Int,
    isTransposed: Bool = false, shape: NaiveConvolution = shape
  ) -> [Float] {
    let filterShape: Shape = [
      shape.kernelHeight, shape.kernelWidth, shape.inChannels / shape.groups, shape.outChannels,
    ]
    let filter = LowPrecisionFilter(
      Tensor(weights, shape: filterShape),
      ConvolutionGeometry(
        stride: shape.stride, padding: shape.padding, dilation: shape.dilation,
        groups: shape.groups),
      type: type, direction: isTransposed ? .dataGradient : .forward)
    let channels = isTransposed ? shape.outChannels : shape.inChannels
    let pixels = x.count / channels
    let low = UnsafeMutableRawPointer.allocate(
      byteCount: pixels * type.denseStride(channels: channels) * type.size, alignment: 64)
    defer { low.deallocate() }
    let source = LowPrecisionOperand(
      low, type, type == .uint8 ? Quantization(covering: -1...1) : nil)
    var floats = x
    var result = [Float](repeating: .nan, count: resultCount)
    floats.withUnsafeMutableBytes { memory in
      guard let base = memory.baseAddress else { return }
      LowPrecisionOperand(base, .float32).convert(into: source, pixels: pixels, channels: channels)
    }
    result.withUnsafeMutableBytes { memory in
      guard let base = memory.baseAddress else { return }
      filter.run(shape.kernelShape, source, into: LowPrecisionOperand(base, .float32))
    }
    return result
  }
}
