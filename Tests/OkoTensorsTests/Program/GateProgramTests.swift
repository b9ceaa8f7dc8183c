import OkoTensors
import TestSupport
import Testing

/// Which operations a program takes together for squeeze and excitation, and which it does not.
@Suite struct GateProgramTests {
  typealias Part = ProgramTests.Part

  static let (narrowing, widening) = (
    testTensor([16, 8], seed: 30), testTensor([8, 16], seed: 31)
  )

  /// Gates for the channels of x from their means.
  static func gated(_ x: Tensor, _ share: (Tensor) -> Tensor) -> Tensor {
    let open = x.globalAveragePooled().linear(narrowing).activated(.relu).linear(widening)
    return x * share(open).reshaped(to: [x.shape[0], 1, 1, x.shape[3]])
  }

  static let parts = [
    // A convolution, means, two products and the gate.
    Part("squeeze and excitation", steps: 5) { x in
      gated(ProgramTests.convolved(x)) { (($0 + 3) * (1 / 6)).clamped(to: 0...1) }
    },
    Part("a hard sigmoid clamped before it is divided", steps: 5) { x in
      gated(ProgramTests.convolved(x)) { ($0 + 3).clamped(to: 0...6) * (1 / 6) }
    },
    Part("a hard sigmoid as a line", steps: 1) { x in
      (0.5 + ProgramTests.convolved(x) * (1 / 6)).clamped(to: 0...1)
    },
    Part("a hard swish of the same", steps: 1) { x in
      let y = ProgramTests.convolved(x)
      return y * ((y + 3) * (1 / 6)).clamped(to: 0...1)
    },
    Part("a hard swish the other way round, of what is seen twice", steps: 3) { x in
      let y = ProgramTests.convolved(x)
      return (1 / 6 * (y + 3).clamped(to: 0...6)) * y + y
    },
    Part("means that stay pixels", steps: 3) { x in
      let y = ProgramTests.convolved(x)
      return y.mean(axes: [1, 2], keepingDimensions: true) * y
    },
    Part("a gated picture within a concatenation", steps: 4) { x in
      let y = ProgramTests.convolved(x)
      let gated = y * y.mean(axes: [1, 2], keepingDimensions: true)
      return Tensor.concatenated([gated, ProgramTests.convolved(x)], axis: 3)
    },
    Part("a picture that is seen after its gate", steps: 4) { x in
      let y = ProgramTests.convolved(x)
      return ProgramTests.convolved(y * y.mean(axes: [1, 2], keepingDimensions: true)) + y
    },
    // What looks alike and is something else.
    Part("another slope", steps: 4) { x in
      (ProgramTests.convolved(x) * 0.2 + 0.5).clamped(to: 0...1)
    },
    Part("another range", steps: 4) { x in
      ((ProgramTests.convolved(x) + 3) * (1 / 6)).clamped(to: 0...2)
    },
    Part("a line that something else sees", steps: 5) { x in
      let line = (ProgramTests.convolved(x) + 3) * (1 / 6)
      return line.clamped(to: 0...1) + line
    },
    Part("a gate for every pixel", steps: 2) { x in
      let y = ProgramTests.convolved(x)
      return y * y.sliced(axis: 3, 3..<4)
    },
    Part("a gate for every row", steps: 4) { x in
      let y = ProgramTests.convolved(x)
      return y * y.mean(axes: [2], keepingDimensions: true)
    },
    Part("sums", steps: 2) { x in ProgramTests.convolved(x).sum(axes: [1, 2]) },
  ]

  @Test(arguments: parts) func aPartGivesWhatItsOperationsGiveInAsManySteps(part: Part) {
    for batch in [1, 3] {
      let x = testTensor([batch, 8, 12, 16])
      let program = Program(inputs: [x.shape]) { [part.network($0[0])] }
      let expected = part.network(x)
      #expect(program([x])[0].shape == expected.shape)
      #expect(
        largestError(program([x])[0].scalars, expected.scalars.map(Double.init)) < 1e-4)
      #expect(program.stepCount == part.stepCount)
    }
  }

  @Test(arguments: parts) func aPartInFewerBitsDiffersByRounding(part: Part) throws {
    let x = testTensor(ProgramPrecisionTests.shape)
    let network = ProgramPrecisionTests.inside(part)
    for precision in [.bfloat16, try ProgramPrecisionTests.bytes(x, network)] {
      let program = Program(inputs: [x.shape], precision: precision) { [network($0[0])] }
      #expect(ProgramPrecisionTests.relativeError(program([x])[0], network(x)) < 0.08)
    }
  }

  @Test func noConversionIsLeftAroundAGate() throws {
    let x = testTensor(ProgramPrecisionTests.shape)
    let network = ProgramPrecisionTests.inside(Self.parts[0])
    for precision in [.bfloat16, try ProgramPrecisionTests.bytes(x, network)] {
      let program = Program(inputs: [x.shape], precision: precision) { [network($0[0])] }
      // The conversion of the input, and the convolutions before and after the part.
      #expect(program.stepCount == Self.parts[0].stepCount + 3)
    }
  }

  @Test func aGateTakesNoMemoryOfItsOwn() {
    let shape: Shape = [1, 8, 12, 16]
    let program = Program(inputs: [shape]) { inputs in
      let y = ProgramTests.convolved(inputs[0])
      return [ProgramTests.convolved(y * y.mean(axes: [1, 2], keepingDimensions: true))]
    }
    #expect(program.arenaBytes == (8 * 12 * 16 + 16) * 4)
  }

  @Test func bitsDoNotDependOnTheThreads() throws {
    let x = testTensor([2, 40, 40, 16])
    let network: @Sendable (Tensor) -> Tensor = { x in
      Self.gated(ProgramTests.convolved(x)) { $0.activated(.hardSigmoid) }
    }
    for precision in [.float32, .bfloat16, try ProgramPrecisionTests.bytes(x, network)] {
      let compiled = CompiledNetwork(network).computing(in: precision)
      let (one, two) = onOneAndTwoThreads { compiled(x).scalars }
      #expect(one == two)
    }
  }
}
