import OkoTensors
import TestSupport
import Testing

@Suite struct UnaryFunctionTests {
  @Test func functionsHaveTheirKnownValues() {
    let x = Tensor([0.25, 1, 4], shape: [3])
    #expect(x.squareRoot().scalars == [0.5, 1, 2])
    #expect(x.squared().scalars == [0.0625, 1, 16])
    #expect(x.reciprocal().scalars == [4, 1, 0.25])
    #expect((-x).absolute().scalars == x.scalars)
    #expect(largestError(x.exp().scalars, [1.2840254, 2.7182818, 54.5981500]) < 1e-6)
    #expect(largestError(x.log().scalars, [-1.3862944, 0, 1.3862944]) < 1e-6)
  }

  static let functions: [(String, @Sendable (Tensor) -> Tensor)] = [
    ("exp", { $0.exp() }), ("log", { $0.log() }), ("squareRoot", { $0.squareRoot() }),
    ("squared", { $0.squared() }), ("reciprocal", { $0.reciprocal() }),
    ("absolute", { $0.absolute() }), ("negation", { -$0 }),
  ]

  @Test(arguments: functions.indices) func gradientsEqualDifferences(index: Int) {
    let (name, function) = Self.functions[index]
    let inputs = [testTensor([3, 5], in: 0.8...2)]
    let found = FiniteDifferences(order: 3).mismatches(at: inputs) { function($0[0]) }
    #expect(found == [], "\(name)")
  }

  @Test func theGradientOfTheMagnitudeIsTheSign() {
    let x = Tensor([-2, 0, 3], shape: [3]).tracked()
    #expect(gradients(of: x.absolute().sum(), at: [x])[0].scalars == [-1, 0, 1])
  }

  @Test func largeTensorsAreCoveredByTheirChunks() {
    let x = testTensor([100_003])
    #expect(x.squared().scalars == x.scalars.map { $0 * $0 })
  }
}
