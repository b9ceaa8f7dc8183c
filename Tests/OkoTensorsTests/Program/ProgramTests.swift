import OkoTensors
import Synchronization
import TestSupport
import Testing

@Suite struct ProgramTests {
  /// A part of a network on `[1, 8, 12, 16]`, and into how many steps it should be compiled.
  struct Part: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var stepCount: Int
    /// Whether it takes several pictures, too.
    var takesBatches: Bool
    var network: @Sendable (Tensor) -> Tensor

    init(
      _ name: String, steps: Int, takesBatches: Bool = true,
      _ network: @escaping @Sendable (Tensor) -> Tensor
    ) {
      (testDescription, stepCount, self.network) = (name, steps, network)
      self.takesBatches = takesBatches
    }
  }

  static let same = ConvolutionGeometry(padding: 1)
  static let filter = testTensor([3, 3, 16, 16], seed: 2)
  static let pointwise = testTensor([1, 1, 16, 32], seed: 3)
  static let (bias, scale) = (testTensor([16], seed: 4), testTensor([16], seed: 5))

  /// A 3×3 convolution that keeps the shape.
  static func convolved(_ x: Tensor) -> Tensor { x.convolved(with: filter, bias: bias, same) }

  static let parts = [
    Part("a convolution with normalisation and activation", steps: 1) {
      $0.convolved(with: filter, same).scaledShifted(scale: scale, shift: bias, activation: .silu)
    },
    Part("two normalisations behind a convolution with a bias", steps: 1) {
      convolved($0).scaledShifted(scale: scale, shift: bias)
        .normalized(mean: bias, variance: scale * scale, scale: scale, shift: bias)
        .activated(.relu)
    },
    Part("a residual before the activation", steps: 2) { x in
      let y = convolved(x)
      return (convolved(y) + y).activated(.relu)
    },
    Part("a residual after the activation", steps: 1) { $0 + convolved($0).activated(.silu) },
    Part("a shortcut that is computed last", steps: 2) { x in
      let y = convolved(x)
      return (y + x.convolved(with: filter, same)).activated(.leakyReLU(slope: 0.2))
    },
    Part("an activation that something else sees before", steps: 3) { x in
      let y = convolved(x)
      return convolved(y.activated(.relu)) + y
    },
    Part("a depthwise convolution with a residual", steps: 1) { x in
      let depthwise = testTensor([3, 3, 1, 16], seed: 6)
      return x
        + x.convolved(with: depthwise, ConvolutionGeometry(padding: 1, groups: 16))
        .scaledShifted(scale: scale, shift: bias, activation: .hardSwish)
    },
    Part("a transposed convolution with normalisation", steps: 1) { x in
      x.transposedConvolved(
        with: testTensor([4, 4, 16, 16], seed: 7), bias: bias, .init(stride: 2, padding: 1)
      ).scaledShifted(scale: scale, shift: bias, activation: .relu)
    },
    Part("a transposed convolution to few channels of a concatenation", steps: 2) { x in
      let few = x.transposedConvolved(
        with: testTensor([4, 4, 3, 16], seed: 12), bias: testTensor([3], seed: 13),
        .init(stride: 2, padding: 1))
      let many = x.transposedConvolved(
        with: testTensor([3, 3, 16, 16], seed: 14), .init(stride: 2, padding: 1),
        outputPadding: .init(1))
      return Tensor.concatenated([few.activated(.tanh), many], axis: 3)
    },
    Part("a block whose stations are joined where they lie", steps: 3) { x in
      let split = x.convolved(with: pointwise).activated(.silu)
      let half = split.sliced(axis: 3, 16..<32)
      let deep = half + convolved(half).activated(.silu)
      let joined = Tensor.concatenated([split, deep], axis: 3)
      return joined.convolved(with: testTensor([1, 1, 48, 16], seed: 8))
    },
    Part("poolings and an upsampling into a concatenation", steps: 5) { x in
      let y = convolved(x)
      let pooled = y.maxPooled(size: 5, stride: 1, padding: 2)
      let small = y.maxPooled(size: 2).upsampledNearest()
      return Tensor.concatenated(
        [pooled, y, small, pooled.maxPooled(size: 3, stride: 1, padding: 1)], axis: 3)
    },
    Part("heads whose places are joined", steps: 4, takesBatches: false) { x in
      let (y, z) = (convolved(x), x.convolved(with: pointwise))
      let both = Tensor.concatenated([y, z], axis: 3).reshaped(to: [1, 96, 48])
      let coarse = Tensor.concatenated([convolved(y), z], axis: 3).reshaped(to: [1, 96, 48])
      return Tensor.concatenated([both, coarse], axis: 1)
    },
    Part("an input and a value twice in a concatenation", steps: 2) { x in
      let y = convolved(x)
      return Tensor.concatenated([y, x, y], axis: 3)
    },
    Part("a concatenation of rows", steps: 2) { x in
      Tensor.concatenated([convolved(x), x.convolved(with: filter, same)], axis: 1)
    },
    Part("a concatenation of rows within one of channels", steps: 4) { x in
      let half = ConvolutionGeometry(stride: .init(y: 2, x: 1), padding: .init(1))
      let (upper, lower) = (
        x.convolved(with: filter, half), x.convolved(with: filter, bias: bias, half)
      )
      let rows = Tensor.concatenated([upper, lower], axis: 1)
      return Tensor.concatenated([rows, x, convolved(x)], axis: 3)
    },
    Part("a product with an activation", steps: 1) {
      $0.linear(testTensor([16, 24], seed: 9), bias: testTensor([24], seed: 10)).activated(.gelu)
    },
    Part("gates from means", steps: 3) { x in
      let y = convolved(x)
      let gate = y.mean(axes: [1, 2], keepingDimensions: true)
      return y * gate
    },
    Part("a result that is a slice", steps: 1) { convolved($0).sliced(axis: 3, 3..<7) },
    Part("a result that is a reshaped input", steps: 0, takesBatches: false) {
      $0.reshaped(to: [96, 16])
    },
    Part("rows in another order", steps: 2, takesBatches: false) { x in
      let y = convolved(x).permuted([0, 2, 1, 3])
      return y.reshaped(to: [1, 12, 128])
    },
    Part("slices of rows and of what a constant made", steps: 3, takesBatches: false) { x in
      let y = convolved(x).sliced(axis: 1, 2..<5)
      return Tensor.concatenated([y, testTensor([1, 1, 12, 16], seed: 11)], axis: 1)
    },
  ]

  @Test(arguments: parts) func aPartGivesWhatItsLayersGiveInAsManyStepsAsItNeeds(part: Part) {
    let x = testTensor([1, 8, 12, 16])
    let program = Program(inputs: [x.shape]) { [part.network($0[0])] }
    let (result, expected) = (program([x])[0], part.network(x))
    #expect(result.shape == expected.shape)
    #expect(largestError(result.scalars, expected.scalars.map(Double.init)) < 3e-5)
    #expect(program.stepCount == part.stepCount)
    // The arena's values are those of an earlier run; nothing of them may be left.
    let other = testTensor(x.shape, seed: 20)
    _ = program([other])
    #expect(program([x])[0].scalars == result.scalars)
  }

  @Test(arguments: parts.filter(\.takesBatches)) func aBatchGivesWhatItsLayersGive(part: Part) {
    let x = testTensor([3, 8, 12, 16])
    let program = Program(inputs: [x.shape]) { [part.network($0[0])] }
    let expected = part.network(x).scalars.map(Double.init)
    #expect(largestError(program([x])[0].scalars, expected) < 3e-5)
  }

  @Test func severalInputsAndResultsAreTold() {
    let (x, y) = (testTensor([1, 8, 12, 16]), testTensor([1, 8, 12, 16], seed: 2))
    let program = Program(inputs: [x.shape, y.shape]) { inputs in
      let sum = Self.convolved(inputs[0]) + inputs[1]
      return [Self.convolved(sum), sum, inputs[1]]
    }
    let results = program([x, y])
    let sum = Self.convolved(x) + y
    #expect(largestError(results[1].scalars, sum.scalars.map(Double.init)) < 3e-5)
    #expect(
      largestError(results[0].scalars, Self.convolved(sum).scalars.map(Double.init)) < 3e-5)
    #expect(results[2].scalars == y.scalars)
  }

  @Test func recurrenceAndAttentionRunAsTheyAre() {
    let x = testTensor([1, 6, 4, 16])
    let (matrix, recurrent) = (testTensor([64, 32], seed: 2), testTensor([8, 32], seed: 3))
    let network: @Sendable (Tensor) -> Tensor = { x in
      let steps = x.permuted([1, 0, 2, 3]).reshaped(to: [6, 1, 64])
      return .recurrence(
        .lstm, [RecurrentInput(projection: steps.linear(matrix), matrix: recurrent)], lengths: [6])
    }
    let program = Program(inputs: [x.shape]) { [network($0[0])] }
    let expected = network(x).scalars.map(Double.init)
    #expect(largestError(program([x])[0].scalars, expected) < 1e-6)
  }

  @Test func aDeepChainTakesTheMemoryOfItsLargestNeighboursOnly() {
    let program = Program(inputs: [[1, 8, 12, 16]]) { inputs in
      [(0..<10).reduce(inputs[0]) { x, _ in Self.convolved(x).activated(.relu) }]
    }
    #expect(program.stepCount == 10)
    #expect(program.arenaBytes == 2 * 8 * 12 * 16 * 4)
  }

  @Test func runsBesideOneAnotherDoNotMeet() {
    let shape: Shape = [1, 8, 12, 16]
    let program = Program(inputs: [shape]) { inputs in
      [(0..<6).reduce(inputs[0]) { x, _ in Self.convolved(x).activated(.tanh) }]
    }
    let pictures = (0..<8).map { testTensor(shape, seed: UInt32($0) + 30) }
    let expected = pictures.map { program([$0])[0].scalars }
    let workers = Workers(threadCount: 4)
    let equal = Mutex([Bool](repeating: false, count: 64))
    workers.run(chunks: 64) { index in
      let scalars = program([pictures[index % 8]])[0].scalars
      equal.withLock { $0[index] = scalars == expected[index % 8] }
    }
    #expect(equal.withLock { !$0.contains(false) })
  }

  @Test func aNetworkIsCompiledOncePerShape() {
    let network = CompiledNetwork { Self.convolved($0) }
    let first = network.program(for: [[1, 8, 8, 16]])
    #expect(network.program(for: [[1, 8, 8, 16]]) === first)
    #expect(network.program(for: [[2, 8, 8, 16]]) !== first)
    let x = testTensor([2, 8, 8, 16])
    let expected = Self.convolved(x).scalars.map(Double.init)
    #expect(largestError(network(x).scalars, expected) < 3e-5)
  }
}
