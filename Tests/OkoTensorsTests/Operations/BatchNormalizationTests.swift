import Foundation
import OkoTensors
import TestSupport
import Testing

@Suite struct BatchNormalizationTests {
  static let activations: [Activation?] = [nil, .silu, .tanh, .gelu]

  @Test func statisticsAreThoseOfTheColumns() {
    let x = Tensor([1, 10, 3, 10, 5, 10, 7, 10], shape: [2, 1, 2, 2])
    let one = Tensor(repeating: 1, shape: [2]), zero = Tensor(zeros: [2])
    let result = x.batchNormalized(scale: one, shift: zero, epsilon: 0.25)
    #expect(result.mean.scalars == [4, 10])
    #expect(result.variance.scalars == [5, 0])
    let deviation = Float(5.25).squareRoot()
    let expected: [Double] = [-3, 0, -1, 0, 1, 0, 3, 0].map { Double(Float($0) / deviation) }
    #expect(largestError(result.output.scalars, expected) < 1e-6)
  }

  @Test(arguments: activations) func gradientsEqualCentralDifferences(activation: Activation?) {
    let x = testTensor([3, 4, 5, 7])
    let scale = testTensor([7], seed: 2), shift = testTensor([7], seed: 3)
    #expect(
      FiniteDifferences().mismatches(at: [x, scale, shift]) {
        $0[0].batchNormalized(scale: $0[1], shift: $0[2], activation: activation).output
      } == [])
  }

  @Test(arguments: activations) func gradientsOfConstantStatisticsEqualCentralDifferences(
    activation: Activation?
  ) {
    let x = testTensor([3, 4, 5, 7])
    let mean = testTensor([7], seed: 4), variance = Tensor(repeating: 0.7, shape: [7])
    let scale = testTensor([7], seed: 2), shift = testTensor([7], seed: 3)
    #expect(
      FiniteDifferences().mismatches(at: [x, scale, shift]) {
        $0[0].normalized(
          mean: mean, variance: variance, scale: $0[1], shift: $0[2], activation: activation)
      } == [])
    #expect(
      FiniteDifferences().mismatches(at: [x, scale, shift]) {
        $0[0].scaledShifted(scale: $0[1], shift: $0[2], activation: activation)
      } == [])
  }

  // torch 2.13: x = (torch.arange(12.) ** 2 % 7).reshape(6, 2); g, b = [1, 2], [0.5, -1]
  // y = F.silu(F.batch_norm(x, None, None, g, b, True, 0.1, 1e-3)); y.backward(arange(12).reshape(6, 2))
  @Test func numbersAndGradientsAreThoseOfPyTorch() {
    let x = Tensor([0, 1, 4, 2, 2, 4, 1, 0, 1, 4, 2, 2], shape: [1, 2, 3, 2])
    let scale = Tensor([1, 2], shape: [2]), shift = Tensor([0.5, -1], shape: [2])
    let y = x.batchNormalized(scale: scale, shift: shift, epsilon: 1e-3, activation: .silu).output
    let expected = [
      -0.252772, -0.180244, 2.167641, -0.278179, 0.523911, 1.233182, -0.016880, -0.073955,
      -0.016880, 1.233182, 0.523911, -0.278179,
    ]
    #expect(largestError(y.scalars, expected) < 1e-5)
    let found = derivatives([x, scale, shift], Tensor((0..<12).map(Float.init), shape: x.shape)) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2], epsilon: 1e-3, activation: .silu).output
    }
    let dx = [
      -2.128448, 0.048629, -1.940488, -2.715488, -0.193885, -1.527405, -0.200221, 2.612265,
      0.573778, 4.172816, 3.889265, -2.590818,
    ]
    #expect(largestError(found[0].scalars, dx) < 1e-5)
    #expect(largestError(found[1].scalars, [3.677543, 18.907339]) < 1e-5)
    #expect(largestError(found[2].scalars, [20.845707, 14.276297]) < 1e-5)
  }

  @Test func theSlopeOfTheActivationReachesEveryGradient() {
    let x = Tensor([-2, 3], shape: [2, 1])
    let scale = Tensor([2], shape: [1]), shift = Tensor([1], shape: [1])
    let leaky = Activation.leakyReLU(slope: 0.25)
    #expect(x.scaledShifted(scale: scale, shift: shift, activation: leaky).scalars == [-0.75, 7])
    let result = derivatives([x, scale, shift], Tensor([8, 1], shape: [2, 1])) {
      $0[0].scaledShifted(scale: $0[1], shift: $0[2], activation: leaky)
    }
    #expect(result.map(\.scalars) == [[4, 2], [-1], [3]])
  }

  @Test func trainingAndConstantFormsAgreeOnTheSameStatistics() {
    let x = testTensor([2, 9, 9, 33])
    let scale = testTensor([33], seed: 2), shift = testTensor([33], seed: 3)
    let batch = x.batchNormalized(scale: scale, shift: shift, activation: .silu)
    let constant = x.normalized(
      mean: batch.mean, variance: batch.variance, scale: scale, shift: shift, activation: .silu)
    #expect(batch.output.scalars == constant.scalars)
  }

  @Test func oneAndTwoThreadsGiveTheSameBits() {
    let x = testTensor([4, 40, 40, 33]), dy = testTensor([4, 40, 40, 33], seed: 5)
    let scale = testTensor([33], seed: 2), shift = testTensor([33], seed: 3)
    let (alone, together) = onOneAndTwoThreads {
      derivatives([x, scale, shift], dy) {
        $0[0].batchNormalized(scale: $0[1], shift: $0[2], activation: .silu).output
      }.map(\.scalars)
    }
    #expect(alone == together)
  }

  @Test func aSecondDerivativeIsRefused() async {
    await #expect(processExitsWith: .failure) {
      let x = Tensor([1, 2, 3, 4], shape: [4, 1]).tracked()
      let one = Tensor(repeating: 1, shape: [1])
      let y = x.batchNormalized(scale: one, shift: one).output
      _ = gradients(of: y, at: [x], from: y, differentiably: true)
    }
  }
}
