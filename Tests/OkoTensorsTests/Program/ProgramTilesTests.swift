import OkoTensors
import TestSupport
import Testing

/// Programs in bfloat16 whose 3×3 filters go by Winograd's tiles.
@Suite struct ProgramTilesTests {
  /// Two residual layers of `channels`, side by side with their sum.
  private static func network(_ channels: Int) -> @Sendable (Tensor) -> Tensor {
    let filters = (0..<3).map {
      testTensor([3, 3, channels, channels], seed: UInt32($0 + 2), in: -0.1...0.1)
    }
    let bias = testTensor([channels], seed: 9)
    return { x in
      filters.reduce(x) { y, filter in
        (y.convolved(with: filter, bias: bias, .init(padding: 1)) + y).activated(.relu)
      }
    }
  }

  @Test(arguments: [(40, 32, "4×4"), (14, 64, "2×2 in bfloat16"), (7, 128, "2×2 in bfloat16")])
  func tilesGiveWhatFloatsGiveButForRounding(side: Int, channels: Int, form: String) {
    let x = testTensor([1, side, side, channels]), network = Self.network(channels)
    let program = Program(inputs: [x.shape], precision: .bfloat16) { [network($0[0])] }
    let texts = program.profile([x], times: 1).lines.map(\.description)
    #expect(texts.count { $0.hasPrefix("3×3 Winograd \(form), bfloat16 to ") } == 3)
    // Between the first and the last layer nothing is converted.
    #expect(texts.count { $0.contains("Winograd") } == texts.count - 1 && texts.count <= 5)
    let error = ProgramPrecisionTests.relativeError(program([x])[0], network(x))
    #expect(error < 0.02 && error > 1e-5)
  }

  @Test(arguments: [(40, 32), (28, 64), (7, 128)]) func bitsDoNotDependOnTheThreads(
    side: Int, channels: Int
  ) {
    let x = testTensor([1, side, side, channels])
    let compiled = CompiledNetwork(Self.network(channels)).computing(in: .bfloat16)
    let (one, two) = onOneAndTwoThreads { compiled(x).scalars }
    #expect(one == two)
  }
}
