import OkoTensors
import Synchronization
import TestSupport
import Testing

@Suite struct KernelMeasurementsTests {
  private static let filter = testTensor([3, 3, 32, 32], seed: 2)
  private static let x = testTensor([1, 12, 12, 32], seed: 3)

  /// A convolution that may go by tiles, a 1×1 one that may not, and a doubling that may.
  private static func network(_ x: Tensor) -> Tensor {
    let y = x.convolved(with: filter, ConvolutionGeometry(padding: 1)).activated(.silu)
    let z = y.convolved(with: testTensor([1, 1, 32, 32], seed: 4))
    return z.transposedConvolved(
      with: testTensor([4, 4, 16, 32], seed: 5), ConvolutionGeometry(stride: 2, padding: 1))
  }

  @Test(arguments: [ProgramPrecision.float32, .bfloat16])
  func whateverIsFastestTheNumbersAreThose(precision: ProgramPrecision) {
    let measurements = KernelMeasurements()
    let measured = CompiledNetwork(kernels: .measured(measurements)) { Self.network($0) }
    let estimated = CompiledNetwork { Self.network($0) }
    let y = measured.computing(in: precision)(Self.x)
    let expected = estimated.computing(in: precision)(Self.x).scalars.map(Double.init)
    let scale = expected.reduce(0) { max($0, abs($1)) }
    var isExact = true
    if case .bfloat16 = precision { isExact = false }
    #expect(largestError(y.scalars, expected) < scale * (isExact ? 1e-4 : 3e-2))
    // Of bfloat16, the doubling has one form.
    let count = isExact ? 2 : 1
    #expect(measurements.measuredCount == count && measurements.known.count == count)
  }

  @Test func nothingIsMeasuredTwice() {
    let saved = Mutex<[[String: String]]>([])
    let first = KernelMeasurements { forms in saved.withLock { $0.append(forms) } }
    let network = CompiledNetwork(kernels: .measured(first)) { Self.network($0) }
    let y = network(Self.x)
    _ = CompiledNetwork(kernels: .measured(first)) { Self.network($0) }(Self.x)
    #expect(first.measuredCount == 2)
    #expect(saved.withLock { $0 } == [first.known])
    // In the next process, it is known, and the answer has the same bits.
    let second = KernelMeasurements(known: first.known)
    let again = CompiledNetwork(kernels: .measured(second)) { Self.network($0) }
    #expect(again(Self.x).scalars == y.scalars)
    #expect(second.measuredCount == 0)
    // Another size is another convolution.
    _ = again(testTensor([1, 20, 20, 32]))
    #expect(second.measuredCount == 2)
  }

  @Test(arguments: ["direct", "winograd-2", "winograd-4"])
  func aKnownFormIsTaken(form: String) throws {
    func program(_ kernels: KernelMeasurements) -> Program {
      CompiledNetwork(kernels: .measured(kernels)) {
        $0.convolved(with: Self.filter, ConvolutionGeometry(padding: 1))
      }.program(for: [Self.x.shape])
    }
    let names = KernelMeasurements()
    _ = program(names)
    let name = try #require(names.known.keys.first)
    let known = KernelMeasurements(known: [name: form])
    let steps = program(known).descriptions
    #expect(known.measuredCount == 0)
    let words = ["direct": "direct", "winograd-2": "Winograd 2×2", "winograd-4": "Winograd 4×4"]
    #expect(steps == ["3×3 \(words[form] ?? "") of 32 → [1, 12, 12, 32]"])
  }

  @Test(arguments: ["winograd-1", "bf16", "", "winograd-4000", "direct\0"])
  func aFormThatDoesNotFitIsMeasuredAnew(form: String) throws {
    let names = KernelMeasurements()
    let network = CompiledNetwork(kernels: .measured(names)) {
      $0.convolved(with: Self.filter, ConvolutionGeometry(padding: 1))
    }
    _ = network(Self.x)
    let known = KernelMeasurements(known: names.known.mapValues { _ in form })
    _ = CompiledNetwork(kernels: .measured(known)) {
      $0.convolved(with: Self.filter, ConvolutionGeometry(padding: 1))
    }(Self.x)
    #expect(known.measuredCount == 1)
    #expect(known.known.values.allSatisfy { ["direct", "winograd-2", "winograd-4"].contains($0) })
  }
}
