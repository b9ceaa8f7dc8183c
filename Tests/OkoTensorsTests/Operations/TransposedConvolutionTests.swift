import OkoTensors
import TestSupport
import Testing

@Suite struct TransposedConvolutionTests {
  // torch 2.13: F.conv_transpose2d(torch.arange(4.).reshape(1, 1, 2, 2),
  //   torch.arange(9.).reshape(1, 1, 3, 3), torch.tensor([1.]), stride=2, padding=1, output_padding=1)
  @Test func aSmallOneHasTheNumbersOfPyTorch() {
    let x = Tensor((0..<4).map(Float.init), shape: [1, 2, 2, 1])
    let filter = Tensor((0..<9).map(Float.init), shape: [3, 3, 1, 1])
    let y = x.transposedConvolved(
      with: filter, bias: Tensor([1], shape: [1]), ConvolutionGeometry(stride: 2, padding: 1),
      outputPadding: .init(1))
    #expect(y.shape == [1, 4, 4, 1])
    #expect(y.scalars == [1, 4, 5, 6, 3, 11, 11, 15, 9, 20, 13, 16, 15, 35, 22, 25])
  }

  @Test(arguments: [
    NaiveConvolution(size: (8, 10), channels: (16, 17), kernel: (4, 4), stride: 2),
    NaiveConvolution(size: (9, 8), channels: (16, 32)),
    NaiveConvolution(size: (9, 8), channels: (6, 9), kernel: (3, 2), stride: 2, groups: 3),
  ])
  func itIsTheDataGradientAndDifferentiatesTwice(shape: NaiveConvolution) {
    let geometry = ConvolutionGeometry(
      stride: shape.stride, padding: shape.padding, groups: shape.groups)
    let x = testTensor([1, shape.outHeight, shape.outWidth, shape.outChannels])
    let filter = testTensor(
      [
        shape.kernelHeight, shape.kernelWidth, shape.inChannels / shape.groups, shape.outChannels,
      ], seed: 2)
    let bias = testTensor([shape.inChannels], seed: 3)
    let extra = ConvolutionGeometry.Steps(
      y: (shape.height + 2 * shape.padding - shape.kernelHeight) % shape.stride,
      x: (shape.width + 2 * shape.padding - shape.kernelWidth) % shape.stride)
    let y = x.transposedConvolved(with: filter, geometry, outputPadding: extra)
    #expect(largestError(y.scalars, shape.backwardData(x.scalars, filter.scalars)) < 1e-4)
    #expect(
      FiniteDifferences(order: 2, tolerance: 3e-3).mismatches(at: [x, filter, bias]) {
        $0[0].transposedConvolved(with: $0[1], bias: $0[2], geometry, outputPadding: extra)
      } == [])
  }
}
