import OkoTensors
import TestSupport
import Testing

@Suite struct TrainingPrecisionTests {
  /// Convolutions that multiply bfloat16 in all three directions.
  static let shapes = [
    NaiveConvolution(batch: 2, size: (18, 17), channels: (48, 64), stride: 2),
    NaiveConvolution(batch: 2, size: (9, 10), channels: (128, 144), kernel: (1, 1), padding: 0),
    NaiveConvolution(size: (13, 17), channels: (34, 50), kernel: (5, 5), stride: 2, padding: 2),
  ]

  private func inputs(_ shape: NaiveConvolution) -> (x: Tensor, filter: Tensor, dy: Tensor) {
    (
      testTensor([shape.batch, shape.height, shape.width, shape.inChannels]),
      testTensor(
        [shape.kernelHeight, shape.kernelWidth, shape.inChannels, shape.outChannels], seed: 2),
      testTensor([shape.batch, shape.outHeight, shape.outWidth, shape.outChannels], seed: 3)
    )
  }

  private func geometry(_ shape: NaiveConvolution) -> ConvolutionGeometry {
    ConvolutionGeometry(stride: shape.stride, padding: shape.padding)
  }

  private func rounded(_ tensor: Tensor) -> [Float] {
    tensor.scalars.map {
      let bits = $0.bitPattern
      return Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000)
    }
  }

  /// The result and the gradients at input and filter.
  private func computed(
    _ shape: NaiveConvolution, in precision: TrainingPrecision
  ) -> [Tensor] {
    let (x, filter, dy) = inputs(shape)
    return TrainingPrecision.$current.withValue(precision) {
      [x.convolved(with: filter, geometry(shape))]
        + derivatives([x, filter], dy) { $0[0].convolved(with: $0[1], geometry(shape)) }
    }
  }

  @Test(arguments: shapes) func aConvolutionAndItsGradientsMultiplyRoundedOperands(
    shape: NaiveConvolution
  ) {
    let (x, filter, dy) = inputs(shape)
    let found = computed(shape, in: .bfloat16)
    let expected = [
      shape.forward(rounded(x), rounded(filter)),
      shape.backwardData(rounded(dy), rounded(filter)),
      shape.backwardFilter(rounded(x), rounded(dy)),
    ]
    for (tensor, numbers) in zip(found, expected) {
      #expect(largestError(tensor.scalars, numbers) < 3e-4)
    }
    let floats = computed(shape, in: .float32)
    #expect(zip(found, floats).allSatisfy { $0.scalars != $1.scalars })
  }

  @Test func aTransposedConvolutionMultipliesRoundedOperands() {
    let shape = Self.shapes[2], bias = testTensor([34], seed: 5)
    let (_, filter, dy) = inputs(shape)
    let y = TrainingPrecision.$current.withValue(.bfloat16) {
      dy.transposedConvolved(with: filter, bias: bias, geometry(shape))
    }
    let expected = shape.backwardData(rounded(dy), rounded(filter)).enumerated().map {
      $1 + Double(bias.scalars[$0 % 34])
    }
    #expect(largestError(y.scalars, expected) < 3e-4)
  }

  @Test func a3x3FilterOnLargeMapsGoesByTilesOfFloats() {
    let shape = NaiveConvolution(size: (56, 56), channels: (32, 32))
    let (found, floats) = (computed(shape, in: .bfloat16), computed(shape, in: .float32))
    for (tensor, floats) in zip(found.prefix(2), floats) {
      let equals = tensor.scalars == floats.scalars
      #expect(equals)
    }
    // What x is kept as.
    let (x, _, dy) = inputs(shape)
    let expected = shape.backwardFilter(rounded(x), dy.scalars)
    #expect(largestError(found[2].scalars, expected) < 3e-4)
  }

  @Test(arguments: [
    NaiveConvolution(batch: 2, size: (14, 14), channels: (64, 96)),
    NaiveConvolution(batch: 2, size: (7, 9), channels: (96, 65)),
  ])
  func a3x3FilterOnSmallMapsGoesByRoundedTiles(shape: NaiveConvolution) {
    let (x, filter, dy) = inputs(shape)
    let found = computed(shape, in: .bfloat16)
    let expected = [
      shape.forward(x.scalars, filter.scalars), shape.backwardData(dy.scalars, filter.scalars),
    ]
    for (index, exact) in expected.enumerated() {
      let errors = zip(found[index].scalars, exact).map { (Double($0) - $1) * (Double($0) - $1) }
      let relative = (errors.reduce(0, +) / exact.reduce(0) { $0 + $1 * $1 }).squareRoot()
      // Of products of rounded operands without tiles, it is 1.6e-3.
      #expect(relative > 2.3e-3 && relative < 6e-3)
    }
    #expect(largestError(found[2].scalars, shape.backwardFilter(rounded(x), dy.scalars)) < 0.2)
  }

  @Test(arguments: shapes) func gradientsAreTheSlopesButForRounding(shape: NaiveConvolution) {
    let (x, filter, _) = inputs(shape)
    // Rounding to 8 bits makes stairs; long steps look over them, and are exact for what is bilinear. What the slope lost to
    // rounding counts more where it happens to be small.
    let differences = FiniteDifferences(step: 1, tolerance: 0.3, elementLimit: 0)
    let mismatches = TrainingPrecision.$current.withValue(.bfloat16) {
      differences.mismatches(at: [x, filter]) { $0[0].convolved(with: $0[1], geometry(shape)) }
    }
    #expect(mismatches == [])
  }

  @Test func gradientsHaveThePrecisionInWhichTheirOperationWasMade() {
    let shape = Self.shapes[0]
    let (x, filter, _) = inputs(shape)
    let variable = filter.tracked()
    let loss = TrainingPrecision.$current.withValue(.bfloat16) {
      x.convolved(with: variable, geometry(shape)).sum()
    }
    let found = gradients(of: loss, at: [variable])[0].scalars
    let expected = shape.backwardFilter(
      rounded(x), [Float](repeating: 1, count: shape.outputCount))
    #expect(largestError(found, expected) < 3e-4)
  }

  @Test(arguments: [
    NaiveConvolution(batch: 4, size: (41, 40), channels: (32, 64), stride: 2),
    NaiveConvolution(batch: 4, size: (40, 40), channels: (64, 128), kernel: (1, 1), padding: 0),
    NaiveConvolution(batch: 4, size: (40, 40), channels: (32, 64)),
    NaiveConvolution(batch: 4, size: (20, 20), channels: (64, 64)),
  ])
  func oneAndTwoThreadsGiveTheSameBits(shape: NaiveConvolution) {
    let (one, two) = onOneAndTwoThreads { computed(shape, in: .bfloat16) }
    #expect(zip(one, two).allSatisfy { $0.scalars == $1.scalars })
  }
}
