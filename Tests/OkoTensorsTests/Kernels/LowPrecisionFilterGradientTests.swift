import COkoKernels
import TestSupport
import Testing

@Suite struct LowPrecisionFilterGradientTests {
  static let shapes =
    NaiveConvolution.oddShapes.filter { !$0.isDepthwise } + [
      // Several parts of channels and several that are laid out together; rows of one block and of several.
      NaiveConvolution(batch: 2, size: (9, 11), channels: (150, 20)),
      NaiveConvolution(batch: 3, size: (33, 65), channels: (5, 40), stride: 2),
      // Rows of x that nothing reads, between pictures and within them.
      NaiveConvolution(batch: 3, size: (17, 12), channels: (9, 20), kernel: (2, 2), stride: 5),
    ]
  static let cases = LowPrecisionSet.all.flatMap { set in shapes.map { (set, $0) } }

  @Test(arguments: cases) func itEqualsTheNaiveLoopsOnRoundedOperands(
    set: LowPrecisionSet, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), dy = testNumbers(shape.outputCount, seed: 2)
    let dw = set { gradient(shape, x, dy) }
    let expected = shape.backwardFilter(rounded(x), rounded(dy))
    #expect(largestError(dw, expected) < 1e-4)
  }

  @Test(arguments: shapes) func itHasTheSameBitsEverywhere(
    shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), dy = testNumbers(shape.outputCount, seed: 2)
    let results = LowPrecisionSet.all.map { set in
      set { gradient(shape, x.map { $0 * 1e-3 }, dy).map(\.bitPattern) }
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test(arguments: cases) func theWayPanelsAreSplitChangesNoBit(
    set: LowPrecisionSet, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), dy = testNumbers(shape.outputCount, seed: 2)
    let results = [1, Int.max].map { part in set { gradient(shape, x, dy, panelsAtOnce: part) } }
    #expect(results[0] == results[1])
  }

  @Test(arguments: LowPrecisionSet.all) func slicesOfWiderTensorsAreReadInPlace(
    set: LowPrecisionSet
  ) {
    let shape = NaiveConvolution(batch: 2, size: (8, 9), channels: (18, 20), stride: 2)
    let x = testNumbers(shape.inputCount), dy = testNumbers(shape.outputCount, seed: 2)
    let dense = set { gradient(shape, x, dy) }
    let wide = set {
      gradient(
        shape, spread(x, from: 18, to: 23), spread(dy, from: 20, to: 31), strides: (23, 31))
    }
    #expect(dense == wide)
  }

  @Test func thereIsNoneForDepthwiseConvolutions() {
    for shape in NaiveConvolution.oddShapes {
      var kernel = shape.kernelShape
      #expect((oko_low_conv_has_backward_filter(&kernel) == 0) == shape.isDepthwise)
    }
  }

  /// The gradient in two parts of rows, `panelsAtOnce` panels at a time.
  private func gradient(
    _ shape: NaiveConvolution, _ x: [Float], _ dy: [Float], panelsAtOnce: Int = .max,
    strides: (x: Int64, y: Int64) = (0, 0)
  ) -> [Float] {
    var kernel = shape.kernelShape
    (kernel.x_pixel_stride, kernel.y_pixel_stride) = strides
    let rows = kernel.batch * kernel.out_height
    var work = scratch(oko_low_conv_backward_filter_scratch_size(&kernel))
    let (x, dy) = (x.map { UInt16(bf16Bits($0)) }, dy.map { UInt16(bf16Bits($0)) })
    var dw = [Float](repeating: 0, count: shape.filterCount)
    let panels = Int(oko_conv_backward_filter_panel_count(&kernel))
    let part = min(panelsAtOnce, panels)
    for begin in stride(from: 0, to: panels, by: part) {
      let (first, last) = (Int64(begin), Int64(min(begin + part, panels)))
      oko_low_conv_backward_filter(&kernel, x, dy, &dw, 0, rows / 3, first, last, &work)
      oko_low_conv_backward_filter(&kernel, x, dy, &dw, rows / 3, rows, first, last, &work)
    }
    return dw
  }

  private func rounded(_ values: [Float]) -> [Float] {
    values.map { Float(bitPattern: bf16Bits($0) << 16) }
  }

  /// The channels of each pixel with others after them that nothing may read.
  private func spread(_ values: [Float], from channels: Int, to wide: Int) -> [Float] {
    stride(from: 0, to: values.count, by: channels).flatMap { pixel in
      values[pixel..<(pixel + channels)]
        + [Float](repeating: .nan, count: wide - channels)
    }
  }
}
