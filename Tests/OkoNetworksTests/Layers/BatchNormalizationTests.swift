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
