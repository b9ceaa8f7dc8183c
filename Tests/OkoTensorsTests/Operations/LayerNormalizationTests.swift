import OkoTensors
import TestSupport
import Testing

@Suite struct LayerNormalizationTests {
  // torch 2.13: x = (torch.arange(8.) ** 2 % 7).reshape(2, 4)
  // F.layer_norm(x, (4,), torch.tensor([1., 2, 3, 4]), torch.tensor([0., 1, 0, -1]))
  @Test func aSmallOneHasTheNumbersOfPyTorch() {
    let x = Tensor([0, 1, 4, 2, 2, 4, 1, 0], shape: [2, 4])
    let y = x.layerNormalized(
      scale: Tensor([1, 2, 3, 4], shape: [4]), shift: Tensor([0, 1, 0, -1], shape: [4]))
    let expected = [
      -1.183213, -0.014183, 4.563822, -0.323878, 0.169030, 4.042548, -1.521274, -5.732853,
    ]
    #expect(largestError(y.scalars, expected) < 1e-5)
  }

  @Test(arguments: [1, 4, 33]) func gradientsEqualDifferences(width: Int) {
    let inputs = [
      testTensor([3, 5, width]), testTensor([width], seed: 2), testTensor([width], seed: 3),
    ]
    #expect(
      FiniteDifferences(tolerance: 3e-3).mismatches(at: inputs) {
        $0[0].layerNormalized(scale: $0[1], shift: $0[2], epsilon: 0.01)
      } == [])
  }

  @Test func oneAndTwoThreadsGiveTheSameBits() {
    let inputs = [testTensor([4000, 48]), testTensor([48], seed: 2), testTensor([48], seed: 3)]
    let (alone, together) = onOneAndTwoThreads {
      derivatives(inputs, testTensor([4000, 48], seed: 4)) {
        $0[0].layerNormalized(scale: $0[1], shift: $0[2])
      }.map(\.scalars)
    }
    #expect(alone == together)
  }
}
