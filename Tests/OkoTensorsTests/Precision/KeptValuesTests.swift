import OkoTensors
import TestSupport
import Testing

@Suite struct KeptValuesTests {
  private static let shape: Shape = [2, 20, 18, 24]

  private var x: Tensor { testTensor(Self.shape) }
  private var dy: Tensor { testTensor(Self.shape, seed: 2) }
  private var scale: Tensor { testTensor([24], seed: 3) + 1.5 }
  private var shift: Tensor { testTensor([24], seed: 4) }
  private var filter: Tensor { testTensor([3, 3, 24, 24], seed: 5) }

  /// The gradients in both precisions.
  private func gradients(
    _ inputs: [Tensor], _ f: ([Tensor]) -> Tensor
  ) -> (rounded: [Tensor], floats: [Tensor]) {
    func computed(_ precision: TrainingPrecision) -> [Tensor] {
      TrainingPrecision.$current.withValue(precision) { derivatives(inputs, dy, f) }
    }
    return (computed(.bfloat16), computed(.float32))
  }

  /// How far two gradients are apart, as a share of their size.
  private func distance(_ found: Tensor, _ expected: Tensor) -> Float {
    let (difference, size) = ((found - expected).squared().sum(), expected.squared().sum())
    return (difference.scalar / size.scalar).squareRoot()
  }

  private func expectClose(
    _ pair: (rounded: [Tensor], floats: [Tensor]), _ bound: Float = 0.01,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (found, expected) in zip(pair.rounded, pair.floats) {
      #expect(distance(found, expected) < bound, sourceLocation: sourceLocation)
    }
    // Something was rounded.
    #expect(
      zip(pair.rounded, pair.floats).contains { $0.scalars != $1.scalars },
      sourceLocation: sourceLocation)
  }

  @Test func aGradientThatGrowsAfterItWasRoundedIsRoundedAnew() {
    let filters = [6, 7, 8].map { testTensor([1, 1, 24, 24], seed: $0) }
    expectClose(
      gradients([x] + filters) { inputs in
        inputs.dropFirst().reduce(inputs[0]) { $0.convolved(with: $1) + $0 }
      }, 0.02)
  }

  @Test(arguments: [nil, .relu, .silu, .leakyReLU(slope: 0.2), .hardSwish] as [Activation?])
  func batchNormalizationsReadWhatTheyKept(activation: Activation?) {
    // Where an activation has a bend, rounding decides for a few scalars on which side they are.
    expectClose(
      gradients([x, scale, shift]) {
        $0[0].batchNormalized(scale: $0[1], shift: $0[2], activation: activation).output
      }, 0.03)
  }

  @Test(arguments: [.silu, .tanh, .gelu] as [Activation]) func activationsReadWhatTheyKept(
    activation: Activation
  ) {
    expectClose(gradients([x]) { ($0[0] * 1).activated(activation) })
  }

  @Test func activationsWhoseSignIsKeptLoseNothing() {
    let pair = gradients([x, shift]) {
      ($0[0] + $0[1]).activated(.relu).adding($0[0], activation: .leakyReLU(slope: 0.1))
    }
    for (found, expected) in zip(pair.rounded, pair.floats) {
      #expect(found.scalars == expected.scalars)
    }
  }

  @Test func aConvolutionReadsTheRecipeOfWhatItWasGiven() {
    expectClose(
      gradients([x, scale, shift, filter]) {
        $0[0].batchNormalized(scale: $0[1], shift: $0[2], activation: .silu).output
          .convolved(with: $0[3], ConvolutionGeometry(padding: 1))
      })
  }

  @Test func linearLayersReadWhatTheyKept() {
    let x = testTensor([160, 80]), weight = testTensor([80, 136], seed: 6)
    let seed = testTensor([160, 136], seed: 7)
    func computed(_ precision: TrainingPrecision) -> [Tensor] {
      TrainingPrecision.$current.withValue(precision) {
        derivatives([x, weight], seed) { $0[0].linear($0[1]) }
      }
    }
    expectClose((computed(.bfloat16), computed(.float32)))
  }

  /// What a network of a normalisation between two convolutions keeps, node by node.
  private func keptTensors(_ precision: TrainingPrecision) -> [Tensor] {
    let variables = [x, filter, scale, shift].map { $0.tracked() }
    let y = TrainingPrecision.$current.withValue(precision) {
      variables[0].convolved(with: variables[1], ConvolutionGeometry(padding: 1))
        .batchNormalized(scale: variables[2], shift: variables[3], activation: .relu).output
        .convolved(with: variables[1], ConvolutionGeometry(padding: 1))
    }
    let last = y.node?.inputs ?? []
    let norm = last.first?.node?.inputs ?? []
    return [last[0], norm[0]]
  }

  @Test func betweenConvolutionsAQuarterOfTheMemoryIsKept() {
    let (found, floats) = (keptTensors(.bfloat16), keptTensors(.float32))
    let whole = Self.shape.count * 4
    #expect(floats.map(\.storage.byteCount) == [whole, whole])
    // The result of the normalisation is made of its input anew.
    #expect(found.map(\.storage.byteCount) == [0, whole / 2])
  }

  @Test func gradientsOfKeptValuesAreTheSameOnOneAndTwoThreads() {
    let (one, two) = onOneAndTwoThreads {
      gradients([x, scale, shift, filter]) {
        $0[0].batchNormalized(scale: $0[1], shift: $0[2], activation: .relu).output
          .convolved(with: $0[3], ConvolutionGeometry(padding: 1)).adding($0[0], activation: .relu)
      }.rounded
    }
    #expect(zip(one, two).allSatisfy { $0.scalars == $1.scalars })
  }
}
