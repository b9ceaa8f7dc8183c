import COkoKernels
import TestSupport
import Testing

@Suite struct WinogradKernelTests {
  static let shapes = [
    NaiveConvolution(size: (1, 1), channels: (1, 1)),
    NaiveConvolution(size: (7, 13), channels: (3, 16)),
    NaiveConvolution(batch: 2, size: (13, 9), channels: (33, 5), padding: 0),
    NaiveConvolution(size: (20, 21), channels: (16, 80)),
    NaiveConvolution(batch: 3, size: (8, 8), channels: (48, 33), padding: 2),
  ]

  @Test(arguments: kernelSets, shapes) func forwardEqualsTheNaiveLoops(
    set: String, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let y = withKernels(set) { run(shape.kernelShape, x, filter, isGradient: 0) }
    #expect(errorOfScale(y, shape.forward(x, filter)) < 2e-5)
  }

  @Test(arguments: kernelSets, shapes) func dataGradientEqualsTheNaiveLoops(
    set: String, shape: NaiveConvolution
  ) {
    let dy = testNumbers(shape.outputCount), filter = testNumbers(shape.filterCount, seed: 2)
    var forward = shape.kernelShape
    let gradient = oko_conv_gradient_shape(&forward)
    let dx = withKernels(set) { run(gradient, dy, filter, isGradient: 1) }
    #expect(errorOfScale(dx, shape.backwardData(dy, filter)) < 2e-5)
  }

  @Test(arguments: kernelSets, shapes) func phasesEqualTheBlocksInAllTheirBits(
    set: String, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let (blocks, phases) = withKernels(set) {
      var kernel = shape.kernelShape
      var packed = scratch(oko_winograd_packed_size(&kernel))
      oko_winograd_pack(&kernel, filter, 0, &packed, 0, kernel.in_channels)
      let tiles = oko_winograd_tile_count(&kernel)
      #expect((oko_winograd_is_phased(&kernel) != 0) == (tiles <= 32))
      var memory = scratch(oko_winograd_scratch_size(&kernel) * oko_winograd_block_count(&kernel))
      var y = scratch(Int64(shape.outputCount))
      for (begin, end) in [(0, tiles / 2), (tiles / 2, tiles)] {
        oko_winograd_transform_input(&kernel, x, begin, end, &memory)
      }
      for begin in stride(from: Int64(0), to: 36, by: 9) {
        oko_winograd_multiply(&kernel, packed, begin, begin + 9, &memory)
      }
      for (begin, end) in [(0, tiles / 2), (tiles / 2, tiles)] {
        oko_winograd_transform_output(&kernel, nil, &y, begin, end, &memory)
      }
      return (run(shape.kernelShape, x, filter, isGradient: 0), y)
    }
    #expect(blocks == phases)
  }

  @Test(arguments: kernelSets) func theEpilogueEqualsThatOfTheDirectForm(set: String) {
    let shape = NaiveConvolution(size: (10, 11), channels: (5, 33))
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let scale = testNumbers(33, seed: 3), bias = testNumbers(33, seed: 4)
    let residual = testNumbers(shape.outputCount, seed: 5)
    let sums = shape.forward(x, filter)
    for isScaled in [false, true] {
      let expected = sums.indices.map { index -> Double in
        let factor = isScaled ? Double(scale[index % 33]) : 1
        return max(0, sums[index] * factor + Double(bias[index % 33]) + Double(residual[index]))
      }
      let y = withKernels(set) {
        scale.withUnsafeBufferPointer { scale in
          bias.withUnsafeBufferPointer { bias in
            residual.withUnsafeBufferPointer { residual in
              var epilogue = oko_epilogue(
                scale: isScaled ? scale.baseAddress : nil, bias: bias.baseAddress,
                residual: residual.baseAddress, residual_pixel_stride: 0, activation: OKO_RELU,
                slope: 0, residual_is_last: 0)
              return run(shape.kernelShape, x, filter, isGradient: 0, epilogue: &epilogue)
            }
          }
        }
      }
      #expect(largestError(y, expected) < 1e-4)
    }
  }

  /// The largest error, as a share of the largest value.
  private func errorOfScale(_ values: [Float], _ expected: [Double]) -> Double {
    let scale = expected.reduce(0) { max($0, abs($1)) }
    return largestError(values.map { $0 / Float(scale) }, expected.map { $0 / scale })
  }

  private func run(
    _ shape: oko_conv_shape, _ x: [Float], _ filter: [Float], isGradient: Int32,
    epilogue: UnsafePointer<oko_epilogue>? = nil
  ) -> [Float] {
    var shape = shape
    var packed = scratch(oko_winograd_packed_size(&shape))
    let half = shape.in_channels / 2
    oko_winograd_pack(&shape, filter, isGradient, &packed, 0, half)
    oko_winograd_pack(&shape, filter, isGradient, &packed, half, shape.in_channels)
    var work = scratch(oko_winograd_scratch_size(&shape))
    var y = scratch(shape.batch * shape.out_height * shape.out_width * shape.out_channels)
    for block in 0..<oko_winograd_block_count(&shape) {
      oko_winograd_forward(&shape, x, packed, epilogue, &y, block, block + 1, &work)
    }
    return y
  }
}
