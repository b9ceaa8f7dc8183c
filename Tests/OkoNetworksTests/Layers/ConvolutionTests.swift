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
    // Tiles of 4 by 4 would waste most of a picture of 1 by 2.
    let (small, large) = (packed(1), packed(40))
    #expect(small.form.tile == 0 && large.form.tile == 4)
    for side in 20..<40 { #expect(packed(side, batch: side) === large) }
    for side in 2..<20 {
      let some = packed(side)
      #expect(packed(side) === some && [0, 2, 4].contains(some.form.tile))
    }
    #expect(packed(1) === small)
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
