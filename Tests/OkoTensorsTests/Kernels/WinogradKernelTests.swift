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

  /// The sides of tiles.
  static let tiles: [Int64] = [2, 4]

  @Test(arguments: kernelSets, shapes) func forwardEqualsTheNaiveLoops(
    set: String, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let expected = shape.forward(x, filter)
    for tile in Self.tiles {
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
    for tile in Self.tiles {
      let dx = withKernels(set) { run(gradient, dy, filter, isGradient: 1, tile: tile) }
      #expect(errorOfScale(dx, expected) < 2e-5)
    }
  }

  @Test(arguments: kernelSets, shapes) func phasesEqualTheBlocksInAllTheirBits(
    set: String, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    for tile in Self.tiles {
      let (blocks, phases) = withKernels(set) {
        var kernel = shape.kernelShape
        kernel.winograd_tile = tile
        var packed = scratch(oko_winograd_packed_size(&kernel))
        oko_winograd_pack(&kernel, filter, 0, &packed, 0, kernel.in_channels)
        let tiles = oko_winograd_tile_count(&kernel)
        #expect((oko_winograd_is_phased(&kernel) != 0) == (tiles <= 56))
        var memory = scratch(oko_winograd_scratch_size(&kernel) * oko_winograd_block_count(&kernel))
        var y = scratch(Int64(shape.outputCount))
        for (begin, end) in [(0, tiles / 2), (tiles / 2, tiles)] {
          oko_winograd_transform_input(&kernel, x, begin, end, &memory)
        }
        for begin in stride(from: 0, to: oko_winograd_point_count(&kernel), by: 4) {
          oko_winograd_multiply(&kernel, packed, begin, begin + 4, &memory)
        }
        for (begin, end) in [(0, tiles / 2), (tiles / 2, tiles)] {
          oko_winograd_transform_output(&kernel, nil, &y, begin, end, &memory)
        }
        return (run(shape.kernelShape, x, filter, isGradient: 0, tile: tile), y)
      }
      #expect(blocks == phases)
    }
  }

  @Test(arguments: kernelSets) func theEpilogueEqualsThatOfTheDirectForm(set: String) {
    let shape = NaiveConvolution(size: (10, 11), channels: (5, 33))
    let x = testNumbers(shape.inputCount), filter = testNumbers(shape.filterCount, seed: 2)
    let scale = testNumbers(33, seed: 3), bias = testNumbers(33, seed: 4)
    let residual = testNumbers(shape.outputCount, seed: 5)
    let sums = shape.forward(x, filter)
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
                shape.kernelShape, x, filter, isGradient: 0, tile: tile, epilogue: &epilogue)
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
    #expect(choice(160, 16) == 4 && choice(56, 64) == 4 && choice(14, 256) == 4)
    #expect(choice(7, 512) == 2 && choice(7, 512, batch: 16) == 4)
    #expect(choice(1, 512) == 0 && choice(40, 8) == 0)
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
