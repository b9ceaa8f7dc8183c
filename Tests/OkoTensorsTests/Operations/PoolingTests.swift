import OkoTensors
import TestSupport
import Testing

@Suite struct PoolingTests {
  @Test func theLargestOfEveryWindowWinsAndGetsTheGradient() {
    let x = Tensor([1, 5, 2, 0, 3, 4, 9, 8, 7, 7, 6, 6], shape: [1, 3, 4, 1])
    #expect(x.maxPooled(size: 2).scalars == [5, 9])
    let dx = derivatives([x], Tensor([10, 20], shape: [1, 1, 2, 1])) { $0[0].maxPooled(size: 2) }
    #expect(dx[0].scalars == [0, 10, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0])
  }

  // torch 2.13: F.max_pool2d((torch.arange(9.) - 20).reshape(1, 1, 3, 3), 3, stride=1, padding=1)
  @Test func paddingNeverWins() {
    let x = Tensor((0..<9).map { Float($0) - 20 }, shape: [1, 3, 3, 1])
    let y = x.maxPooled(size: 3, stride: 1, padding: 1)
    #expect(y.scalars == [-16, -15, -15, -13, -12, -12, -13, -12, -12])
  }

  @Test func maximumPoolingEqualsCentralDifferences() {
    // Steps of 1 between distinct values: no winner changes.
    let x = Tensor(
      (0..<(2 * 7 * 9 * 5)).map { Float($0 * 37 % 630) }, shape: [2, 7, 9, 5])
    #expect(gradientError([x]) { $0[0].maxPooled(size: 3, stride: 2, padding: 1) } < 1e-2)
    let seed = testTensor([2, 4, 5, 5], seed: 9)
    // Twice differentiable: the gradient is linear in the gradient above.
    #expect(
      gradientError([seed]) { moved in
        let variable = x.tracked()
        return gradients(
          of: variable.maxPooled(size: 3, stride: 2, padding: 1), at: [variable], from: moved[0],
          differentiably: true)[0]
      } < 1e-3)
  }

  @Test func nearestUpsamplingRepeatsAndItsGradientSums() {
    let x = Tensor([1, 2, 3, 4], shape: [1, 2, 2, 1])
    #expect(
      x.upsampledNearest().scalars == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    #expect(x.upsampledNearest(by: 4).shape == [1, 8, 8, 1])
    #expect(gradientError([testTensor([2, 3, 5, 17])]) { $0[0].upsampledNearest() } < 1e-3)
  }
}
