import OkoTensors
import TestSupport
import Testing

@Suite struct GroupNormalizationTests {
  // torch 2.13: x = (torch.arange(16.) ** 2 % 7).reshape(2, 4, 2, 1)
  // F.group_norm(x, 2, torch.tensor([1., 2, 3, 4]), torch.tensor([0., 1, 0, -1])), both as NHWC
  @Test func aSmallOneHasTheNumbersOfPyTorch() {
    let x = Tensor([0, 4, 2, 1, 1, 2, 4, 0, 1, 2, 4, 0, 4, 2, 1, 1], shape: [2, 2, 1, 4])
    let y = x.groupNormalized(
      groups: 2, scale: Tensor([1, 2, 3, 4], shape: [4]), shift: Tensor([0, 1, 0, -1], shape: [4]))
    let expected = [
      -1.183213, 4.042548, 0.507092, -3.028366, -0.507091, 1.338061, 4.563823, -5.732853,
      -1.147074, 0.541171, 4.999989, -4.999991, 1.605903, 0.541171, -0.999998, -2.333331,
    ]
    #expect(largestError(y.scalars, expected) < 1e-5)
  }

  @Test(arguments: [1, 3, 9], [nil, .silu] as [Activation?])
  func gradientsEqualDifferences(groups: Int, activation: Activation?) {
    let inputs = [testTensor([2, 5, 4, 9]), testTensor([9], seed: 2), testTensor([9], seed: 3)]
    #expect(
      FiniteDifferences().mismatches(at: inputs) {
        $0[0].groupNormalized(groups: groups, scale: $0[1], shift: $0[2], activation: activation)
      } == [])
  }

  @Test func oneAndTwoThreadsGiveTheSameBits() {
    let inputs = [
      testTensor([3, 50, 50, 32]), testTensor([32], seed: 2), testTensor([32], seed: 3),
    ]
    let (alone, together) = onOneAndTwoThreads {
      derivatives(inputs, testTensor([3, 50, 50, 32], seed: 4)) {
        $0[0].groupNormalized(groups: 4, scale: $0[1], shift: $0[2], activation: .silu)
      }.map(\.scalars)
    }
    #expect(alone == together)
  }
}
