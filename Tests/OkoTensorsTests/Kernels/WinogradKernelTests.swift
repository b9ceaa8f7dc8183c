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
    NaiveConvolution(size: (4, 4), channels: (1, 1), kernel: (4, 4), stride: 2),
    NaiveConvolution(batch: 2, size: (13, 10), channels: (5, 33), kernel: (4, 4), stride: 2),
    NaiveConvolution(
      batch: 3, size: (9, 16), channels: (33, 20), kernel: (4, 4), stride: 2, padding: 0),
    NaiveConvolution(size: (32, 34), channels: (16, 48), kernel: (4, 4), stride: 2, padding: 2),
  ]

  /// The sides of a shape's tiles.
  private func tiles(_ shape: NaiveConvolution) -> [Int64] {
    shape.stride == 2 ? [1, 2, 4] : [2, 4]
  }

  @Test(arguments: kernelSets, shapes) func forwardEqualsTheNaiveLoops(
    set: String, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let expected = shape.forward(x, filter)
    for tile in tiles(shape) {
      let y = withKernels(set) { run(shape.kernelShape, x, filter, isGradient: 0, tile: tile) }
      #expect(errorOfScale(y, expected) < 2e-5)
    }
  }

  @Test(arguments: kernelSets, shapes) func dataGradientEqualsTheNaiveLoops(
    set: String, shape: NaiveConvolution
  ) {
    let dy = testNumbers(shape.outputCount), filter = testNumbers(shape.filterCount, seed: 2)
    var forward = shape.kernelShape
    let gradient = oko_conv_gradient_shape(&forward)
    let expected = shape.backwardData(dy, filter)
    for tile in tiles(shape) {
      let dx = withKernels(set) { run(gradient, dy, filter, isGradient: 1, tile: tile) }
      #expect(errorOfScale(dx, expected) < 2e-5)
    }
  }

  @Test(arguments: kernelSets, shapes) func phasesEqualTheBlocksInAllTheirBits(
    set: String, shape: NaiveConvolution
  ) {
    for isGradient in [false, true] { comparePhases(set, shape, isGradient: isGradient) }
  }

  private func comparePhases(_ set: String, _ shape: NaiveConvolution, isGradient: Bool) {
    let x = testNumbers(isGradient ? shape.outputCount : shape.inputCount)
    let filter = testNumbers(shape.filterCount, seed: 2), flag: Int32 = isGradient ? 1 : 0
    for tile in tiles(shape) {
      let (blocks, phases) = withKernels(set) {
        var forward = shape.kernelShape
        var kernel = isGradient ? oko_conv_gradient_shape(&forward) : forward
        kernel.winograd_tile = tile
        var packed = scratch(oko_winograd_packed_size(&kernel))
        oko_winograd_pack(&kernel, filter, flag, &packed, 0, kernel.in_channels)
        let tiles = oko_winograd_tile_count(&kernel), points = oko_winograd_point_count(&kernel)
        let planes = isGradient && shape.stride == 2 ? Int64(4) : 1
        #expect((oko_winograd_is_phased(&kernel) != 0) == (tiles / planes <= 64))
        // All tiles at once may need a cache line more for each point than block by block.
        var memory = scratch(
          oko_winograd_scratch_size(&kernel) * oko_winograd_block_count(&kernel) + 32 * points)
        var y = scratch(
          kernel.batch * kernel.out_height * kernel.out_width * kernel.out_channels)
        for (begin, end) in [(0, tiles / 2), (tiles / 2, tiles)] {
          oko_winograd_transform_input(&kernel, x, begin, end, &memory)
        }
        for begin in stride(from: 0, to: points, by: 4) {
          oko_winograd_multiply(&kernel, packed, begin, min(begin + 4, points), &memory)
        }
        for (begin, end) in [(0, tiles / 2), (tiles / 2, tiles)] {
          oko_winograd_transform_output(&kernel, nil, &y, begin, end, &memory)
        }
        return (run(kernel, x, filter, isGradient: flag, tile: tile), y)
      }
      #expect(blocks == phases)
    }
  }

  @Test(arguments: kernelSets, [1, 2]) func theEpilogueEqualsThatOfTheDirectForm(
    set: String, stride: Int
  ) {
    let shape = NaiveConvolution(size: (10, 11), channels: (5, 33))
    let transposed = NaiveConvolution(
      size: (10, 11), channels: (33, 5), kernel: (4, 4), stride: 2)
    var halving = transposed.kernelShape
    let kernel = stride == 1 ? shape.kernelShape : oko_conv_gradient_shape(&halving)
    let x = testNumbers(stride == 1 ? shape.inputCount : transposed.outputCount)
    let filter = testNumbers(16 * 5 * 33, seed: 2)
    let scale = testNumbers(33, seed: 3), bias = testNumbers(33, seed: 4)
    let residual = testNumbers(10 * 11 * 33, seed: 5)
    let sums = stride == 1 ? shape.forward(x, filter) : transposed.backwardData(x, filter)
    for (isScaled, tile) in [(false, Int64(4)), (true, 4), (false, 2), (true, 2)] {
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
              return run(
                kernel, x, filter, isGradient: stride == 1 ? 0 : 1, tile: tile,
                epilogue: &epilogue)
            }
          }
        }
      }
      #expect(largestError(y, expected) < 1e-4)
    }
  }

  @Test func tilesSuitTheSizeOfTheMapAndTheWeights() {
    func choice(_ side: Int, _ channels: Int, batch: Int = 1) -> Int64 {
      var shape = NaiveConvolution(
        batch: batch, size: (side, side), channels: (channels, channels)
      ).kernelShape
      return oko_winograd_choice(&shape)
    }
    // Large maps save most by large tiles; few tiles wait for their weights, of which small ones have fewer.
    #expect(choice(160, 16) == 4 && choice(56, 64) == 4 && choice(28, 128) == 4)
    #expect(choice(7, 512) == 2 && choice(7, 512, batch: 16) == 4)
    // About as fast by either: then the filter of less than half the size.
    #expect(choice(14, 256) == 2 && choice(14, 256, batch: 2) == 4)
    #expect(choice(1, 512) == 0 && choice(40, 8) == 0)
  }

  @Test func filtersThatHalveGoByTilesToo() {
    func choice(_ side: Int, _ channels: Int, batch: Int = 1) -> Int64 {
      var shape = NaiveConvolution(
        batch: batch, size: (side, side), channels: (channels / 2, channels), kernel: (4, 4),
        stride: 2
      ).kernelShape
      var transposed = oko_conv_gradient_shape(&shape)
      #expect(oko_winograd_choice(&shape) == oko_winograd_choice(&transposed))
      return oko_winograd_choice(&shape)
    }
    // A layer of DCGAN at each size of tiles: the fewer there are, the more their weights weigh.
    #expect(choice(8, 512) == 1 && choice(16, 256) == 2 && choice(64, 64) == 4)
    // Larger tiles would gain a twenty-fifth, by three times the weights.
    #expect(choice(32, 128) == 2 && choice(32, 128, batch: 2) == 4)
    #expect(choice(8, 512, batch: 64) == 4 && choice(64, 16) == 0)
  }

  /// The largest error, as a share of the largest value.
  private func errorOfScale(_ values: [Float], _ expected: [Double]) -> Double {
    let scale = expected.reduce(0) { max($0, abs($1)) }
    return largestError(values.map { $0 / Float(scale) }, expected.map { $0 / scale })
  }

  private func run(
    _ shape: oko_conv_shape, _ x: [Float], _ filter: [Float], isGradient: Int32, tile: Int64,
    epilogue: UnsafePointer<oko_epilogue>? = nil
  ) -> [Float] {
    var shape = shape
    shape.winograd_tile = tile
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
