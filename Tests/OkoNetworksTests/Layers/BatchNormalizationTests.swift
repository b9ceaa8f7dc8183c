import OkoNetworks
import OkoTensors
import Testing

@Suite struct BatchNormalizationTests {
  // m = torch.nn.BatchNorm1d(1, eps=1e-3, momentum=.03); m(torch.tensor([[1.], [2.], [3.], [6.]]))
  // then m.running_mean, m.running_var
  @Test func runningStatisticsFollowAsInPyTorch() {
    let layer = BatchNormalization(1)
    layer.initialize(seed: 0)
    let optimizer = Optimizer(layer, rule: .sgd())
    let x = Tensor([1, 2, 3, 6], shape: [4, 1, 1, 1])
    var output: [Float] = []
    _ = optimizer.minimize(rate: 0) {
      let y = layer(x)
      output = y.scalars
      return y.sum()
    }
    let expected: [Float] = [-1.068_890_3, -0.534_445_17, 0, 1.603_335_5]
    for (value, expected) in zip(output, expected) { #expect(abs(value - expected) < 1e-5) }
    #expect(abs(layer.mean.value.scalar - 0.09) < 1e-6)
    #expect(abs(layer.variance.value.scalar - (0.97 + 0.03 * 14 / 3)) < 1e-6)
  }

  // m as above without the first call; then m(a); m(b) with a = [[0.], [2.]], b = [[5.], [9.]]
  @Test func twoCallsInOneStepMoveTheStatisticsTwice() {
    let layer = BatchNormalization(1)
    layer.initialize(seed: 0)
    let optimizer = Optimizer(layer, rule: .sgd())
    _ = optimizer.minimize(rate: 0) {
      let first = layer(Tensor([0, 2], shape: [2, 1, 1, 1]))
      #expect(layer.mean.value.scalar == 0)
      return (first + layer(Tensor([5, 9], shape: [2, 1, 1, 1]))).sum()
    }
    #expect(abs(layer.mean.value.scalar - (0.03 * 0.97 + 0.03 * 7)) < 1e-6)
    #expect(abs(layer.variance.value.scalar - ((0.97 + 0.06) * 0.97 + 0.03 * 8)) < 1e-6)
  }

  @Test func aLossThatIsNotFiniteLeavesTheStatistics() {
    let block = ConvolutionBlock(2, 3)
    block.initialize(seed: 1)
    let optimizer = Optimizer(block, rule: .adam())
    var random = RandomSource(seed: 2)
    let x = Tensor(normal: [2, 5, 5, 2], using: &random)
    let before = block.values.mapValues(\.scalars)
    let parts = optimizer.minimize(rate: 0.1) { block(x).sum() * Float.infinity }
    #expect(!parts.scalar.isFinite)
    #expect(block.values.mapValues(\.scalars) == before)
    _ = optimizer.minimize(rate: 0.1) { block(x).sum() }
    #expect(block.normalization.mean.value.scalars != before["normalization.mean"])
  }

  @Test func outsideTrainingTheRunningStatisticsAreUsed() {
    let layer = BatchNormalization(2, epsilon: 0)
    layer.initialize(seed: 0)
    layer.mean.value = Tensor([1, -1], shape: [2])
    layer.variance.value = Tensor([4, 0.25], shape: [2])
    layer.scale.value = Tensor([2, 1], shape: [2])
    layer.shift.value = Tensor([0, 3], shape: [2])
    let y = layer(Tensor([3, 1, -1, -1], shape: [1, 1, 2, 2]), activation: .relu)
    #expect(y.scalars == [2, 7, 0, 3])
  }
}
