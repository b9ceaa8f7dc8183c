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
      gradientError([x, scale, shift], step: 3e-3) {
        $0[0].batchNormalized(scale: $0[1], shift: $0[2], activation: activation).output
      } < 2e-3)
  }

  @Test(arguments: activations) func gradientsOfConstantStatisticsEqualCentralDifferences(
    activation: Activation?
  ) {
    let x = testTensor([3, 4, 5, 7])
    let mean = testTensor([7], seed: 4), variance = Tensor(repeating: 0.7, shape: [7])
    let scale = testTensor([7], seed: 2), shift = testTensor([7], seed: 3)
    #expect(
      gradientError([x, scale, shift], step: 3e-3) {
        $0[0].normalized(
          mean: mean, variance: variance, scale: $0[1], shift: $0[2], activation: activation)
      } < 2e-3)
    #expect(
      gradientError([x, scale, shift], step: 3e-3) {
        $0[0].scaledShifted(scale: $0[1], shift: $0[2], activation: activation)
      } < 2e-3)
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
    let results = withThreads([1, 2]) {
      derivatives([x, scale, shift], dy) {
        $0[0].batchNormalized(scale: $0[1], shift: $0[2], activation: .silu).output
      }.map(\.scalars)
    }
    #expect(results[0] == results[1])
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
