import COkoKernels
import TestSupport
import Testing

@Suite struct WinogradGradientTests {
  static let shapes = [
    NaiveConvolution(size: (1, 1), channels: (1, 1)),
    NaiveConvolution(batch: 2, size: (13, 9), channels: (33, 5), padding: 0),
    NaiveConvolution(batch: 3, size: (20, 21), channels: (70, 80)),
    NaiveConvolution(size: (4, 4), channels: (1, 1), kernel: (4, 4), stride: 2),
    NaiveConvolution(batch: 2, size: (13, 10), channels: (5, 33), kernel: (4, 4), stride: 2),
    NaiveConvolution(
      batch: 5, size: (16, 18), channels: (33, 70), kernel: (4, 4), stride: 2, padding: 2),
  ]

  @Test(arguments: kernelSets, shapes) func filterGradientEqualsTheNaiveLoops(
    set: String, shape: NaiveConvolution
  ) {
    let x = testNumbers(shape.inputCount), dy = testNumbers(shape.outputCount, seed: 2)
    let expected = shape.backwardFilter(x, dy), scale = expected.reduce(0) { max($0, abs($1)) }
    let dw = withKernels(set) {
      var kernel = shape.kernelShape
      var work = scratch(oko_winograd_gradient_scratch_size(&kernel))
      var dw = [Float](repeating: 0, count: shape.filterCount)
      // It adds: the tiles may be cut anywhere, and so may the parts.
      let tiles = oko_winograd_tile_count(&kernel),
        parts = oko_winograd_gradient_part_count(&kernel)
      for (begin, end) in [(0, tiles / 3), (tiles / 3, tiles)] {
        for part in 0..<parts {
          oko_winograd_gradient(&kernel, x, dy, &dw, begin, end, part, part + 1, &work)
        }
      }
      return dw
    }
    #expect(largestError(dw.map { $0 / Float(scale) }, expected.map { $0 / scale }) < 2e-5)
  }

  @Test func manyTilesAndChannelsSuitIt() {
    func suits(_ side: Int, _ channels: Int, kernel: Int = 3, stride: Int = 1) -> Bool {
      var shape = NaiveConvolution(
        batch: 8, size: (side, side), channels: (channels, channels), kernel: (kernel, kernel),
        stride: stride
      ).kernelShape
      return oko_winograd_suits_gradient(&shape) != 0
    }
    #expect(suits(64, 64) && suits(16, 256, kernel: 4, stride: 2))
    #expect(!suits(64, 8) && !suits(64, 64, kernel: 1) && !suits(64, 64, stride: 2))
  }
}
