import OkoNetworks
import OkoTensors
import Testing

@Suite struct InitializerTests {
  /// The mean square of what `layer` makes of standard normal numbers.
  private func power(_ layer: (Tensor) -> Tensor, inputs: Int) -> Float {
    var random = RandomSource(seed: 7)
    let y = layer(Tensor(normal: [2, 16, 16, inputs], using: &random))
    // What the border cuts off would make it smaller.
    let inner = y.sliced(axis: 1, 4..<(y.shape[1] - 4)).sliced(axis: 2, 4..<(y.shape[2] - 4))
    return inner.squared().mean().scalar
  }

  @Test(arguments: [(48, 8), (8, 48)]) func heDoublesThePower(inputs: Int, outputs: Int) {
    let convolution = Convolution(inputs, outputs, hasBias: false)
    convolution.initialize(seed: 1)
    #expect(abs(power({ convolution($0) }, inputs: inputs) - 2) < 0.3)

    let transposed = TransposedConvolution(
      inputs, outputs, kernel: 4, stride: 2, padding: 1, hasBias: false, initializer: .he)
    transposed.initialize(seed: 1)
    #expect(abs(power({ transposed($0) }, inputs: inputs) - 2) < 0.3)
  }

  @Test func glorotMeansTheSameInBothDirections() throws {
    // √(6 / (9 · 4 + 9 · 12)) either way.
    let bound = Float(6.0 / 144).squareRoot()
    let forward = Convolution(4, 12, initializer: .glorot)
    let back = TransposedConvolution(12, 4, kernel: 3, stride: 1, initializer: .glorot)
    forward.initialize(seed: 3)
    back.initialize(seed: 3)
    for filter in [forward.filter, back.filter] {
      let largest = try #require(filter.value.scalars.map(abs).max())
      #expect(largest <= bound && largest > 0.97 * bound)
    }
  }
}
