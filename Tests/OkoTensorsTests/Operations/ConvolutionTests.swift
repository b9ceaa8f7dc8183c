import OkoTensors
import TestSupport
import Testing

@Suite struct ConvolutionTests {
  static let shapes =
    NaiveConvolution.oddShapes + [
      NaiveConvolution(batch: 2, size: (14, 11), channels: (32, 48)),
      NaiveConvolution(batch: 3, size: (40, 40), channels: (16, 24), kernel: (3, 3), stride: 2),
      NaiveConvolution(batch: 2, size: (14, 18), channels: (32, 48), kernel: (4, 4), stride: 2),
    ]

  private func geometry(_ shape: NaiveConvolution) -> ConvolutionGeometry {
    ConvolutionGeometry(
      stride: shape.stride, padding: shape.padding, dilation: shape.dilation,
      groups: shape.groups)
  }

  private func inputs(_ shape: NaiveConvolution) -> (x: Tensor, filter: Tensor, dy: Tensor) {
    (
      testTensor([shape.batch, shape.height, shape.width, shape.inChannels]),
      testTensor(
        [
          shape.kernelHeight, shape.kernelWidth, shape.inChannels / shape.groups,
          shape.outChannels,
        ], seed: 2),
      testTensor([shape.batch, shape.outHeight, shape.outWidth, shape.outChannels], seed: 3)
    )
  }

  @Test(arguments: shapes) func outputAndGradientsEqualTheNaiveLoops(shape: NaiveConvolution) {
    let (x, filter, dy) = inputs(shape)
    let y = x.convolved(with: filter, geometry(shape))
    #expect(largestError(y.scalars, shape.forward(x.scalars, filter.scalars)) < 1e-4)
    let both = derivatives([x, filter], dy) { $0[0].convolved(with: $0[1], geometry(shape)) }
    #expect(
      largestError(both[0].scalars, shape.backwardData(dy.scalars, filter.scalars)) < 1e-4)
    #expect(largestError(both[1].scalars, shape.backwardFilter(x.scalars, dy.scalars)) < 1e-4)
  }

  @Test(arguments: shapes) func everyOneOfTheThreeDifferentiatesToTheOtherTwo(
    shape: NaiveConvolution
  ) {
    let (x, filter, _) = inputs(shape), geometry = geometry(shape)
    let bias = testTensor([shape.outChannels], seed: 4)
    let differences = FiniteDifferences(order: 2, tolerance: 3e-3, elementLimit: 0)
    #expect(
      differences.mismatches(at: [x, filter, bias]) {
        $0[0].convolved(with: $0[1], bias: $0[2], geometry)
      } == [])
  }

  // torch 2.13: F.conv2d(torch.arange(16.).reshape(1, 1, 4, 4), torch.arange(9.).reshape(1, 1, 3, 3),
  //                   torch.tensor([1.]), stride=2, padding=1)
  @Test func aSmallConvolutionHasTheNumbersOfPyTorch() {
    let x = Tensor((0..<16).map(Float.init), shape: [1, 4, 4, 1])
    let filter = Tensor((0..<9).map(Float.init), shape: [3, 3, 1, 1])
    let y = x.convolved(
      with: filter, bias: Tensor([1], shape: [1]), ConvolutionGeometry(stride: 2, padding: 1))
    #expect(y.shape == [1, 2, 2, 1])
    #expect(y.scalars == [74, 155, 280, 439])
  }

  @Test func paddingMayDifferOnEverySide() {
    let x = testTensor([1, 5, 6, 3]), filter = testTensor([2, 3, 3, 4], seed: 2)
    let geometry = ConvolutionGeometry(
      stride: .init(y: 2, x: 1), padding: .init(top: 0, left: 2, bottom: 1, right: 0))
    let y = x.convolved(with: filter, geometry)
    #expect(y.shape == [1, 3, 6, 4])
    // The same as a symmetric padding of 2, cut: rows from 2, columns to the 6th.
    let wide = x.convolved(
      with: filter, ConvolutionGeometry(stride: .init(1), padding: .init(2)))
    var cut: [Double] = []
    for pixel in 0..<18 {
      let first = ((2 * (pixel / 6) + 2) * 8 + pixel % 6) * 4
      cut += wide.scalars[first..<(first + 4)].map(Double.init)
    }
    #expect(largestError(y.scalars, cut) < 1e-5)
    #expect(
      FiniteDifferences(order: 2).mismatches(at: [x, filter]) {
        $0[0].convolved(with: $0[1], geometry)
      } == [])
  }

  @Test(arguments: [
    NaiveConvolution(batch: 4, size: (40, 40), channels: (32, 64)),
    NaiveConvolution(batch: 4, size: (41, 40), channels: (32, 64), stride: 2),
    NaiveConvolution(batch: 4, size: (40, 40), channels: (64, 64), groups: 64),
    NaiveConvolution(batch: 4, size: (40, 40), channels: (64, 128), kernel: (1, 1), padding: 0),
  ])
  func oneAndTwoThreadsGiveTheSameBits(shape: NaiveConvolution) {
    let (x, filter, dy) = inputs(shape)
    let (alone, together) = onOneAndTwoThreads {
      [x.convolved(with: filter, geometry(shape)).scalars]
        + derivatives([x, filter], dy) { $0[0].convolved(with: $0[1], geometry(shape)) }
        .map(\.scalars)
    }
    #expect(alone == together)
  }

  @Test(arguments: [1, 2]) func aPackedFilterServesPicturesOfAnySizeWithAnEpilogue(stride: Int) {
    let filter = testTensor([3, 3, 16, 32], seed: 2)
    let geometry = ConvolutionGeometry(stride: stride, padding: 1)
    let packed = PackedFilter(filter, geometry, for: [1, 20, 20, 16])
    #expect((packed.form.tile != 0) == (stride == 1))
    let scale = testTensor([32], seed: 3), bias = testTensor([32], seed: 4)
    for size in [4, 13, 20] {
      let x = testTensor([1, size, size, 16])
      let plain = x.convolved(with: filter, geometry)
      let residual = testTensor(plain.shape, seed: 5)
      let expected = plain.scalars.enumerated().map { index, value in
        max(
          0,
          Double(value * scale.scalars[index % 32] + bias.scalars[index % 32])
            + Double(residual.scalars[index]))
      }
      let y = x.convolved(
        with: packed, scale: scale, bias: bias, residual: residual, activation: .relu)
      #expect(largestError(y.scalars, expected) < 1e-4)
    }
  }

  @Test func wrongChannelsAreAProgrammersMistake() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor(zeros: [1, 8, 8, 3]).convolved(with: Tensor(zeros: [3, 3, 16, 8]))
    }
  }
}
