import OkoTensors
import TestSupport
import Testing

/// The helper that all gradients rest on must itself be able to fail.
@Suite struct FiniteDifferencesTests {
  /// The square, with the gradient 2.1 · x · gradient, or with a constant in the place of x.
  struct WrongSquare: Operation {
    var factor: Float
    var forgetsItsInput = false

    func outputShape(_ inputs: [Shape]) -> Shape { inputs[0] }
    func forward(_ inputs: [Tensor]) -> Tensor { inputs[0].untracked * inputs[0].untracked }
    func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
      let x = forgetsItsInput ? context.inputs[0].untracked : context.inputs[0]
      return [gradient * x * factor]
    }
  }

  @Test func aRightGradientPasses() {
    let check = FiniteDifferences(order: 2)
    let found = check.mismatches(at: [testTensor([3])]) { WrongSquare(factor: 2)($0[0]) }
    #expect(found == [])
  }

  @Test func aWrongFactorIsFoundInEveryScalarAndDirection() {
    let found = FiniteDifferences().mismatches(at: [testTensor([3], in: 1...2)]) {
      WrongSquare(factor: 2.1)($0[0])
    }
    #expect(found.count == 5)
    #expect(found[0].hasPrefix("input 0 of shape [3], scalar 0: gradient "))
  }

  @Test func aGradientThatCannotBeDifferentiatedIsFoundAtTheSecondOrder() {
    let wrong = WrongSquare(factor: 2, forgetsItsInput: true)
    let inputs = [testTensor([3], in: 1...2)]
    #expect(FiniteDifferences().mismatches(at: inputs) { wrong($0[0]) } == [])
    let found = FiniteDifferences(order: 2).mismatches(at: inputs) { wrong($0[0]) }
    #expect(found.first?.hasPrefix("gradient of the gradient") == true)
  }

  @Test func aGradientThatIsNotANumberIsFound() {
    let found = FiniteDifferences().mismatches(at: [testTensor([3], in: 1...2)]) {
      WrongSquare(factor: .nan)($0[0])
    }
    #expect(found.count == 5)
  }
}
