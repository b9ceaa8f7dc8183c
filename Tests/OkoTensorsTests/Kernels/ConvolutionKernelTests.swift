import COkoKernels
import Foundation
import TestSupport
import Testing

@Suite struct ConvolutionKernelTests {
  static let cases = kernelSets.flatMap { set in
    NaiveConvolution.oddShapes.map { (set, $0) }
  }

  @Test(arguments: cases) func forwardEqualsTheNaiveLoops(set: String, shape: NaiveConvolution) {
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let y = withKernels(set) { forward(shape.kernelShape, x, filter) }
    #expect(largestError(y, shape.forward(x, filter)) < 3e-5)
  }

  @Test(arguments: cases) func dataGradientEqualsTheNaiveLoops(
    set: String, shape: NaiveConvolution
  ) {
    let dy = testNumbers(shape.outputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let dx = withKernels(set) {
      var shape = shape.kernelShape
      let rows = shape.batch * shape.height
      var packed = scratch(oko_conv_backward_data_packed_size(&shape))
      oko_conv_backward_data_pack_filter(
        &shape, filter, &packed, 0, oko_conv_backward_data_packed_panel_count(&shape))
      var work = scratch(oko_conv_backward_data_scratch_size(&shape))
      var dx = scratch(rows * shape.width * shape.in_channels)
      oko_conv_backward_data(&shape, dy, packed, nil, &dx, 0, rows / 2, &work)
      oko_conv_backward_data(&shape, dy, packed, nil, &dx, rows / 2, rows, &work)
      return dx
    }
    #expect(largestError(dx, shape.backwardData(dy, filter)) < 3e-5)
  }

  @Test(arguments: cases) func filterGradientEqualsTheNaiveLoops(
    set: String, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), dy = testNumbers(shape.outputCount, seed: 2)
    let dw = withKernels(set) {
      var kernelShape = shape.kernelShape
      let rows = kernelShape.batch * kernelShape.out_height
      var work = scratch(oko_conv_backward_filter_scratch_size(&kernelShape))
      var dw = [Float](repeating: 0, count: shape.filterCount)
      let panels = oko_conv_backward_filter_panel_count(&kernelShape)
      for (begin, end) in [(0, panels / 2), (panels / 2, panels)] {
        oko_conv_backward_filter(&kernelShape, x, dy, &dw, 0, rows / 3, begin, end, &work)
        oko_conv_backward_filter(&kernelShape, x, dy, &dw, rows / 3, rows, begin, end, &work)
      }
      return dw
    }
    #expect(largestError(dw, shape.backwardFilter(x, dy)) < 3e-5)
  }

  @Test(arguments: cases) func theWayRowsAreSplitChangesNoBit(
    set: String, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    withKernels(set) {
      let whole = forward(shape.kernelShape, x, filter)
      let split = forward(shape.kernelShape, x, filter, part: 1)
      #expect(whole == split)
    }
  }

  @Test(arguments: kernelSets) func theEpilogueScalesBiasesAddsAndActivates(set: String) {
    let shape = NaiveConvolution(size: (7, 13), channels: (5, 33))
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let scale = testNumbers(33, seed: 3), bias = testNumbers(33, seed: 4)
    let residual = testNumbers(shape.outputCount, seed: 5)
    let expected = shape.forward(x, filter).enumerated().map { index, sum in
      let value =
        sum * Double(scale[index % 33]) + Double(bias[index % 33]) + Double(residual[index])
      return value / (1 + exp(-value))
    }
    let y = withKernels(set) {
      scale.withUnsafeBufferPointer { scale in
        bias.withUnsafeBufferPointer { bias in
          residual.withUnsafeBufferPointer { residual in
            var epilogue = oko_epilogue(
              scale: scale.baseAddress, bias: bias.baseAddress, residual: residual.baseAddress,
              residual_pixel_stride: 0, activation: OKO_SILU, slope: 0,
              residual_is_last: 0)
            return forward(shape.kernelShape, x, filter, epilogue: &epilogue)
          }
        }
      }
    }
    #expect(largestError(y, expected) < 3e-5)
  }

  @Test(arguments: kernelSets) func aResidualMayBeAddedAfterTheActivation(set: String) {
    let shape = NaiveConvolution(size: (7, 9), channels: (5, 33))
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let residual = testNumbers(shape.outputCount, seed: 5)
    let expected = zip(shape.forward(x, filter), residual).map { max(0, $0) + Double($1) }
    let y = withKernels(set) {
      residual.withUnsafeBufferPointer { residual in
        var epilogue = oko_epilogue()
        epilogue.residual = residual.baseAddress
        epilogue.activation = OKO_RELU
        epilogue.residual_is_last = 1
        return forward(shape.kernelShape, x, filter, epilogue: &epilogue)
      }
    }
    #expect(largestError(y, expected) < 3e-5)
  }

  @Test(arguments: kernelSets, [1, 3]) func theDataGradientTakesAnEpilogueToo(
    set: String, groups: Int
  ) {
    let shape = NaiveConvolution(
      size: (8, 9), channels: (6, 9), kernel: (4, 4), stride: 2, groups: groups)
    let dy = testNumbers(shape.outputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let bias = testNumbers(6, seed: 3), residual = testNumbers(shape.inputCount, seed: 4)
    let expected = shape.backwardData(dy, filter).enumerated().map { index, sum in
      max(0, sum + Double(bias[index % 6]) + Double(residual[index]))
    }
    let dx = withKernels(set) {
      var kernelShape = shape.kernelShape
      var packed = scratch(oko_conv_backward_data_packed_size(&kernelShape))
      oko_conv_backward_data_pack_filter(
        &kernelShape, filter, &packed, 0, oko_conv_backward_data_packed_panel_count(&kernelShape))
      var work = scratch(oko_conv_backward_data_scratch_size(&kernelShape))
      var dx = scratch(Int64(shape.inputCount))
      bias.withUnsafeBufferPointer { bias in
        residual.withUnsafeBufferPointer { residual in
          var epilogue = oko_epilogue()
          epilogue.bias = bias.baseAddress
          epilogue.residual = residual.baseAddress
          epilogue.activation = OKO_RELU
          oko_conv_backward_data(&kernelShape, dy, packed, &epilogue, &dx, 0, 8, &work)
        }
      }
      return dx
    }
    #expect(largestError(dx, expected) < 3e-5)
  }

  @Test(arguments: kernelSets) func aSliceOfAWiderTensorIsReadAndWrittenInPlace(set: String) {
    let shape = NaiveConvolution(size: (7, 9), channels: (5, 17))
    let wide = testNumbers(7 * 9 * 11), filter = testNumbers(shape.filterCount, seed: 2)
    var kernelShape = shape.kernelShape
    kernelShape.x_pixel_stride = 11
    kernelShape.y_pixel_stride = 20
    let x = (0..<63).flatMap { wide[($0 * 11)..<($0 * 11 + 5)] }
    let y = withKernels(set) { forward(kernelShape, wide, filter) }
    let slice = (0..<63).flatMap { y[($0 * 20)..<($0 * 20 + 17)] }
    #expect(largestError(slice, shape.forward(x, filter)) < 3e-5)
    #expect((0..<63).allSatisfy { y[($0 * 20 + 17)..<($0 * 20 + 20)].allSatisfy(\.isNaN) })
  }

  @Test(arguments: kernelSets) func notANumberReachesItsNeighboursOnly(set: String) {
    let shape = NaiveConvolution(size: (9, 9), channels: (16, 16))
    var x = testNumbers(shape.inputCount)
    x[(4 * 9 + 4) * 16] = .nan
    let y = withKernels(set) {
      forward(shape.kernelShape, x, testNumbers(shape.filterCount, seed: 2))
    }
    for pixel in 0..<81 {
      let isNear = abs(pixel / 9 - 4) <= 1 && abs(pixel % 9 - 4) <= 1
      #expect(y[pixel * 16].isNaN == isNear)
    }
  }

  /// The forward convolution, in parts of `part` rows.
  private func forward(
    _ shape: oko_conv_shape, _ x: [Float], _ filter: [Float],
    epilogue: UnsafePointer<oko_epilogue>? = nil, part: Int64 = .max
  ) -> [Float] {
    var shape = shape
    var packed = scratch(oko_conv_packed_size(&shape))
    oko_conv_pack_filter(
      &shape, filter, &packed, 0, oko_conv_packed_panel_count(&shape))
    var work = scratch(oko_conv_scratch_size(&shape))
    let rows = shape.batch * shape.out_height
    let stride = shape.y_pixel_stride == 0 ? shape.out_channels : shape.y_pixel_stride
    var y = scratch(rows * shape.out_width * stride)
    for begin in Swift.stride(from: 0, to: rows, by: Int(min(part, rows))) {
      oko_conv_forward(
        &shape, x, packed, epilogue, &y, begin, min(begin + min(part, rows), rows), &work)
    }
    return y
  }
}
