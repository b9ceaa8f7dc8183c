import OkoNetworks
import OkoTensors
import Testing

@Suite struct ConvolutionTests {
  @Test func aFilterIsPackedOnceForEachKernelAndAnewWhenItChanges() {
    let layer = Convolution(16, 16)
    layer.initialize(seed: 0)
    func packed(_ side: Int, batch: Int = 1) -> PackedFilter {
      layer.filter.packedFilter(for: [batch, side, side + 1, 16], layer.geometry)
    }
    // Winograd's tiles would be wider than the picture of 3.
    let (small, large) = (packed(3), packed(40))
    #expect(!small.isWinograd && large.isWinograd)
    for side in 4..<40 { #expect(packed(side, batch: side) === large) }
    #expect(packed(2) === small)
    layer.filter.value = Tensor(zeros: layer.filter.shape)
    #expect(packed(40) !== large)
  }

  @Test func picturesOfEverySizeGetTheSameAsWithAFilterOfTheirOwn() {
    let layer = Convolution(16, 17)
    layer.initialize(seed: 0)
    var random = RandomSource(seed: 1)
    for side in [9, 4, 30, 5, 9] {
      let x = Tensor(normal: [2, side, side, 16], using: &random)
      let expected = x.convolved(
        with: layer.filter.value, bias: layer.bias?.value, layer.geometry)
      #expect(layer(x).scalars == expected.scalars)
    }
  }
}
