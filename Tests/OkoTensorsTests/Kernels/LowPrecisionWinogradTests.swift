import COkoKernels
import Foundation
import TestSupport
import Testing

@Suite struct LowPrecisionWinogradTests {
  static let shapes = WinogradKernelTests.shapes.filter { $0.stride == 1 }
  static let halvingShapes = [
    NaiveConvolution(batch: 2, size: (13, 10), channels: (5, 33), kernel: (4, 4), stride: 2),
    NaiveConvolution(size: (32, 34), channels: (16, 48), kernel: (4, 4), stride: 2, padding: 2),
  ]
  static let cases = LowPrecisionSet.all.flatMap { set in shapes.map { (set, $0) } }

  /// Both transformed operands are rounded, where the direct form rounds the filter alone: twice the error of the latter.
  @Test(arguments: cases) func theErrorOfTilesOfBF16IsTwiceThatOfTheDirectForm(
    set: LowPrecisionSet, shape: NaiveConvolution
  ) {
    for isGradient in [false, true] {
      let x = source(shape, OKO_BF16, isGradient: isGradient)
      let filter = testNumbers(shape.filterCount, seed: 2)
      let exact =
        isGradient ? shape.backwardData(x.values, filter) : shape.forward(x.values, filter)
      let (tiles, direct) = (
        target(shape, isGradient: isGradient), target(shape, isGradient: isGradient)
      )
      set {
        runTiles(shape, x, filter, into: tiles, tile: 2, inBF16: true, isGradient: isGradient)
        shape.runLow(x, filter, into: direct, isTransposed: isGradient)
      }
      let error = relativeError(tiles.values, exact)
      #expect(error < 6e-3)
      guard shape.inputCount > 100 else { continue }
      #expect(error < 3 * relativeError(direct.values, exact))
    }
  }

  @Test(arguments: shapes) func tilesOfBF16HaveTheSameBitsEverywhere(shape: NaiveConvolution) {
    for isGradient in [false, true] {
      let x = source(shape, OKO_BF16, isGradient: isGradient)
      let filter = testNumbers(shape.filterCount, seed: 2)
      let results = LowPrecisionSet.all.flatMap { set in
        [false, true].map { isPhased in
          let y = target(shape, isGradient: isGradient)
          set {
            runTiles(
              shape, x, filter, into: y, tile: 2, inBF16: true, isGradient: isGradient,
              isPhased: isPhased)
          }
          return y.integers
        }
      }
      #expect(results.allSatisfy { $0 == results[0] })
    }
  }

  @Test(arguments: LowPrecisionSet.all, shapes + halvingShapes)
  func tilesOfFloatsReadAndWriteBF16AsIfConvertedAround(
    set: LowPrecisionSet, shape: NaiveConvolution
  ) {
    for tile in shape.stride == 2 ? [1, 2, 4] : [2, 4] as [Int64] {
      for isGradient in [false, true] {
        let x = source(shape, OKO_BF16, isGradient: isGradient)
        let floats = source(shape, OKO_F32, isGradient: isGradient)
        floats.fill(x.values.map(\.bitPattern))
        let filter = testNumbers(shape.filterCount, seed: 2)
        let results = [(x, OKO_BF16), (floats, OKO_F32)].map { x, type in
          let y = target(shape, type, isGradient: isGradient)
          set { runTiles(shape, x, filter, into: y, tile: tile, isGradient: isGradient) }
          return type == OKO_BF16 ? y.integers : y.values.map(bf16Bits)
        }
        #expect(results[0] == results[1])
        let exact =
          isGradient ? shape.backwardData(x.values, filter) : shape.forward(x.values, filter)
        let y = target(shape, isGradient: isGradient)
        set { runTiles(shape, x, filter, into: y, tile: tile, isGradient: isGradient) }
        #expect(relativeError(y.values, exact) < 2e-5)
      }
    }
  }

  @Test(arguments: LowPrecisionSet.all) func theEpilogueEqualsThatOfTheDirectForm(
    set: LowPrecisionSet
  ) {
    // More channels than wait for the epilogue at once, and more tiles.
    for (size, channels) in [((9, 70), (6, 33)), ((4, 3), (2, 421))] {
      let shape = NaiveConvolution(size: size, channels: channels)
      let x = source(shape, OKO_BF16), filter = testNumbers(shape.filterCount, seed: 2)
      let bias = testNumbers(channels.1, seed: 3)
      for (type, isLast) in [(OKO_F32, Int32(0)), (OKO_BF16, 1), (OKO_U8, 0)] {
        let residual = target(shape, type)
        residual.scale = 0.01
        residual.fill(
          testNumbers(residual.pixels * residual.channels, seed: 5).map {
            type == OKO_F32 ? $0.bitPattern : type == OKO_BF16 ? bf16Bits($0) : UInt32($0 * 50 + 60)
          })
        let results = [0, 2, 4].map { tile -> [Float] in
          // A slice of a wider tensor.
          let y = LowPrecisionTensor(
            type, pixels: residual.pixels, channels: channels.1,
            stride: (channels.1 + 7) / 4 * 4, scale: 0.05, zero: 128)
          bias.withUnsafeBufferPointer { bias in
            func change(_ epilogue: inout oko_low_epilogue) {
              epilogue.bias = bias.baseAddress
              epilogue.residual = residual.operand
              epilogue.activation = OKO_RELU
              epilogue.residual_is_last = isLast
            }
            set {
              if tile == 0 {
                shape.runLow(x, filter, into: y, change)
              } else {
                runTiles(
                  shape, x, filter, into: y, tile: Int64(tile), inBF16: tile == 2, change)
              }
            }
          }
          #expect((0..<y.pixels).allSatisfy { y[$0, channels.1] & 0xEE == 0xEE })
          return y.values
        }
        for result in results.dropFirst() {
          #expect(relativeError(result, results[0].map(Double.init)) < 1e-2)
        }
      }
    }
  }

  @Test(arguments: LowPrecisionSet.all) func aDenseResultFillsItsWordsWithZeros(
    set: LowPrecisionSet
  ) {
    for channels in [9, 421] {
      let shape = NaiveConvolution(size: (3, 5), channels: (4, channels))
      let y = target(shape, OKO_BF16), filter = testNumbers(shape.filterCount)
      set { runTiles(shape, source(shape, OKO_BF16), filter, into: y, tile: 4) }
      #expect((0..<15).allSatisfy { y[$0, channels] == 0 })
    }
  }

  @Test func formsSuitTheSizeOfTheMapAndTheChannels() {
    func choice(_ side: Int, _ channels: Int) -> [Int64] {
      var shape = NaiveConvolution(size: (side, side), channels: (channels, channels)).kernelShape
      oko_winograd_choose_for_bf16(&shape)
      return [shape.winograd_tile, shape.winograd_in_bf16]
    }
    #expect(choice(28, 128) == [2, 1] && choice(14, 256) == [2, 1] && choice(7, 512) == [2, 1])
    #expect(choice(80, 32) == [4, 0])
    #expect(choice(80, 16) == [0, 0] && choice(1, 512) == [0, 0] && choice(40, 8) == [0, 0])
  }

  private func source(
    _ shape: NaiveConvolution, _ type: oko_element, isGradient: Bool = false
  ) -> LowPrecisionTensor {
    let tensor = end(shape, type, isInput: !isGradient)
    tensor.fill(testNumbers(tensor.pixels * tensor.channels).map(bf16Bits))
    return tensor
  }

  private func target(
    _ shape: NaiveConvolution, _ type: oko_element = OKO_F32, isGradient: Bool = false
  ) -> LowPrecisionTensor {
    end(shape, type, isInput: isGradient)
  }

  private func end(
    _ shape: NaiveConvolution, _ type: oko_element, isInput: Bool
  ) -> LowPrecisionTensor {
    isInput
      ? LowPrecisionTensor(
        type, pixels: shape.batch * shape.height * shape.width, channels: shape.inChannels)
      : LowPrecisionTensor(
        type, pixels: shape.batch * shape.outHeight * shape.outWidth, channels: shape.outChannels)
  }

  /// The root of the mean of squares of what differs, as a share of that of what is expected.
  private func relativeError(_ values: [Float], _ expected: [Double]) -> Double {
    let error = zip(values, expected).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) }
    return sqrt(error / expected.reduce(0) { $0 + $1 * $1 })
  }

  /// Runs a convolution by tiles, or its data gradient, block by block or in phases.
  private func runTiles(
    _ shape: NaiveConvolution, _ x: LowPrecisionTensor, _ filter: [Float],
    into y: LowPrecisionTensor, tile: Int64, inBF16: Bool = false, isGradient: Bool = false,
    isPhased: Bool = false, _ change: (inout oko_low_epilogue) -> Void = { _ in }
  ) {
    var forward = shape.kernelShape
    var kernel = isGradient ? oko_conv_gradient_shape(&forward) : forward
    (kernel.winograd_tile, kernel.winograd_in_bf16) = (tile, inBF16 ? 1 : 0)
    var packed = scratch(oko_winograd_packed_size(&kernel))
    let half = kernel.in_channels / 4 * 2, flag: Int32 = isGradient ? 1 : 0
    oko_winograd_pack(&kernel, filter, flag, &packed, half, kernel.in_channels)
    oko_winograd_pack(&kernel, filter, flag, &packed, 0, half)
    let blocks = oko_winograd_block_count(&kernel), points = oko_winograd_point_count(&kernel)
    var work = scratch(
      oko_winograd_scratch_size(&kernel) * (isPhased ? blocks : 1) + 32 * points)
    var epilogue = oko_low_epilogue()
    change(&epilogue)
    var (from, to) = (x.operand, y.operand)
    guard isPhased else {
      for block in 0..<blocks {
        oko_low_winograd_forward(
          &kernel, &from, packed, &epilogue, &to, block, block + 1, &work)
      }
      return
    }
    let tiles = oko_winograd_tile_count(&kernel)
    for (begin, end) in [(0, tiles / 2), (tiles / 2, tiles)] {
      oko_low_winograd_transform_input(&kernel, &from, begin, end, &work)
    }
    oko_winograd_multiply(&kernel, packed, 0, points / 2, &work)
    oko_winograd_multiply(&kernel, packed, points / 2, points, &work)
    for (begin, end) in [(0, tiles / 2), (tiles / 2, tiles)] {
      oko_low_winograd_transform_output(&kernel, &epilogue, &to, begin, end, &work)
    }
  }
}
