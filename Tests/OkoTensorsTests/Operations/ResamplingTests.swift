import OkoTensors
import TestSupport
import Testing

@Suite struct ResamplingTests {
  @Test func nearestUpsamplingRepeatsAndItsGradientSums() {
    let x = Tensor([1, 2, 3, 4], shape: [1, 2, 2, 1])
    #expect(
      x.upsampledNearest().scalars == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    #expect(x.upsampledNearest(by: 4).shape == [1, 8, 8, 1])
    #expect(
      FiniteDifferences(order: 2).mismatches(at: [testTensor([2, 3, 5, 17])]) {
        $0[0].upsampledNearest()
      } == [])
  }

  // torch 2.13: F.interpolate(torch.arange(12.).reshape(1, 1, 3, 4), size=(5, 3), mode="bilinear",
  //                           align_corners=False), and the same with (2, 2)
  @Test func bilinearResizingHasTheNumbersOfPyTorch() {
    let x = Tensor((0..<12).map(Float.init), shape: [1, 3, 4, 1])
    let mixed = [
      0.166667, 1.5, 2.833333, 1.766667, 3.1, 4.433333, 4.166667, 5.5, 6.833333, 6.566667, 7.9,
      9.233333, 8.166667, 9.5, 10.833333,
    ]
    #expect(largestError(x.resizedBilinear(height: 5, width: 3).scalars, mixed) < 1e-6)
    #expect(x.resizedBilinear(height: 2, width: 2).scalars == [1.5, 3.5, 7.5, 9.5])
  }

  @Test(arguments: [[3, 4], [7, 9], [2, 3], [1, 1], [6, 8]])
  func bilinearResizingDifferentiatesTwice(
    size: [Int]
  ) {
    #expect(
      FiniteDifferences(order: 2).mismatches(at: [testTensor([2, 3, 4, 5])]) {
        $0[0].resizedBilinear(height: size[0], width: size[1])
      } == [])
  }

  @Test func aConstantPictureStaysConstant() {
    let y = Tensor(repeating: 3, shape: [1, 5, 7, 2]).resizedBilinear(height: 11, width: 4)
    #expect(y.scalars.allSatisfy { abs($0 - 3) < 1e-6 })
  }
}
