import OkoTensors
import TestSupport
import Testing

@Suite struct ActivationTests {
  static let all: [Activation] = [
    .relu, .leakyReLU(slope: 0.2), .silu, .gelu, .geluTanh, .sigmoid, .tanh, .softplus, .hardSwish,
    .hardSigmoid,
  ]

  /// The formulas in double precision, made with Python: `s = 1/(1+exp(-x))`, then `x*s`,
  /// `x/2*(1+erf(x/sqrt(2)))`, `x/2*(1+tanh(sqrt(2/pi)*(x+.044715*x**3)))`, `s`, `tanh(x)`,
  /// `log1p(exp(x))`, `x*min(max(x/6+.5, 0), 1)`, `min(max(x/6+.5, 0), 1)`, for x in -4, -1, 0, 0.5, 2.
  static let references: [(Activation, [Double])] = [
    (.relu, [0, 0, 0, 0.5, 2]),
    (.leakyReLU(slope: 0.2), [-0.8, -0.2, 0, 0.5, 2]),
    (.silu, [-0.0719448398, -0.2689414214, 0, 0.3112296656, 1.7615941560]),
    (.gelu, [-0.0001266850, -0.1586552539, 0, 0.3457312306, 1.9544997361]),
    (.geluTanh, [-0.0000702459, -0.1588080094, 0, 0.3457140063, 1.9545976940]),
    (.sigmoid, [0.0179862100, 0.2689414214, 0.5, 0.6224593312, 0.8807970780]),
    (.tanh, [-0.9993292997, -0.7615941560, 0, 0.4621171573, 0.9640275801]),
    (.softplus, [0.0181499279, 0.3132616875, 0.6931471806, 0.9740769842, 2.1269280110]),
    (.hardSwish, [0, -0.3333333333, 0, 0.2916666667, 1.6666666667]),
    (.hardSigmoid, [0, 0.3333333333, 0.5, 0.5833333333, 0.8333333333]),
  ]

  @Test(arguments: references.indices) func valuesEqualReferences(index: Int) {
    let (activation, expected) = Self.references[index]
    let x = Tensor([-4, -1, 0, 0.5, 2], shape: [5])
    #expect(largestError(x.activated(activation).scalars, expected) < 1e-6, "\(activation)")
  }

  @Test(arguments: all) func gradientsEqualDifferences(_ activation: Activation) {
    // All points lie further than two steps from the kinks at 0 and ±3.
    let points: [Float] = [-4.5, -3.5, -2.5, -1.25, -0.5, -0.125, 0.125, 0.75, 1.5, 2.75, 3.25, 5]
    let inputs = [Tensor(points, shape: [3, 4])]
    let check = FiniteDifferences(order: 3)
    #expect(check.mismatches(at: inputs) { $0[0].activated(activation) } == [])
  }

  @Test func largeScalarsDoNotOverflow() {
    let x = Tensor([-200, 200], shape: [2]).tracked()
    #expect(x.activated(.softplus).scalars == [0, 200])
    #expect(largestError(x.activated(.sigmoid).scalars, [0, 1]) < 1e-37)
    for activation in Self.all {
      let slope = gradients(of: x.activated(activation).sum(), at: [x])[0]
      #expect(slope.scalars.allSatisfy { $0.isFinite }, "\(activation)")
    }
  }

  @Test func largeTensorsAreCoveredByTheirChunks() {
    let x = testTensor([70_001])
    #expect(x.activated(.relu).scalars == x.scalars.map { max($0, 0) })
  }
}
