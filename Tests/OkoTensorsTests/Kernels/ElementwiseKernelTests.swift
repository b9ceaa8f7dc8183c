import COkoKernels
import Foundation
import TestSupport
import Testing

@Suite struct ElementwiseKernelTests {
  static let activations: [UInt32] = Array(0...9)
  /// Where the functions bend, and a few beyond the limits of the exponential.
  static let points: [Float] =
    testNumbers(77).map { $0 * 12 } + [0, -0.0, 1e-8, -1e-8, 3, -3, 30, -30, 100, -100]

  static func reference(_ activation: UInt32, _ x: Double) -> Double {
    switch oko_activation(activation) {
    case OKO_RELU: max(x, 0)
    case OKO_LEAKY_RELU: x < 0 ? 0.1 * x : x
    case OKO_SILU: x / (1 + exp(-x))
    case OKO_SIGMOID: 1 / (1 + exp(-x))
    case OKO_HARD_SWISH: x * min(max(x / 6 + 0.5, 0), 1)
    case OKO_TANH: tanh(x)
    case OKO_GELU: 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
    case OKO_GELU_TANH:
      0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case OKO_SOFTPLUS: max(x, 0) + log1p(exp(-abs(x)))
    default: x
    }
  }

  @Test(arguments: kernelSets, activations) func activationsEqualTheirFormulas(
    set: String, activation: UInt32
  ) {
    var y = scratch(Int64(Self.points.count))
    withKernels(set) {
      oko_activate(oko_activation(activation), 0.1, Self.points, &y, Int64(y.count))
    }
    let expected = Self.points.map { Self.reference(activation, Double($0)) }
    #expect(largestError(y, expected) < 6e-7)
  }

  @Test(arguments: kernelSets, activations) func derivativesEqualCentralDifferences(
    set: String, activation: UInt32
  ) {
    let x = testNumbers(77).map { $0 * 6 }, dy = testNumbers(77, seed: 2)
    var dx = scratch(77)
    withKernels(set) {
      oko_activate_backward(oko_activation(activation), 0.1, x, dy, &dx, 77)
    }
    let expected = zip(x, dy).map { x, dy in
      let step = 1e-5
      let rise =
        Self.reference(activation, Double(x) + step) - Self.reference(activation, Double(x) - step)
      return Double(dy) * rise / (2 * step)
    }
    #expect(largestError(dx, expected) < 2e-6)
  }

  @Test(arguments: kernelSets) func exponentialAndLogarithmAreAccurateToTheLastBits(set: String) {
    let x = (0..<4001).map { Float($0 - 2000) / 2000 * 87 }
    let positive = x.map { Foundation.exp($0) }
    var y = scratch(Int64(x.count)), logarithm = y
    withKernels(set) {
      oko_unary(OKO_EXP, x, &y, Int64(x.count))
      oko_unary(OKO_LOG, positive, &logarithm, Int64(x.count))
    }
    for index in x.indices {
      let exact = Foundation.exp(Double(x[index]))
      #expect(abs(Double(y[index]) - exact) <= 3 * exact * Double(Float.ulpOfOne))
      let log = Foundation.log(Double(positive[index]))
      #expect(abs(Double(logarithm[index]) - log) <= 3e-7 * max(abs(log), 0.3))
    }
  }

  @Test(arguments: kernelSets) func infinitiesAndNotANumberPassThrough(set: String) {
    let x: [Float] = [
      .infinity, -.infinity, Float(bitPattern: 0x7fff_ffff), 0, -1, 200, -200,
    ]
    withKernels(set) {
      var y = scratch(7)
      oko_unary(OKO_EXP, x, &y, 7)
      #expect(y[0] == .infinity && y[1] == 0 && y[2].isNaN && y[3] == 1)
      #expect(y[5] == .infinity && y[6] == 0)
      oko_unary(OKO_LOG, x, &y, 7)
      #expect(y[0] == .infinity && y[1].isNaN && y[2].isNaN && y[3] == -.infinity && y[4].isNaN)
      for activation in Self.activations {
        oko_activate(oko_activation(activation), 0.1, x, &y, 7)
        #expect(y[2].isNaN)
      }
    }
  }

  @Test(arguments: kernelSets, [1, 5, 16, 33]) func binaryFormsBroadcast(set: String, columns: Int)
  {
    let rows = 7, count = rows * columns
    let a = testNumbers(count), b = testNumbers(count, seed: 2)
    let functions: [(UInt32, (Float, Float) -> Float)] = [
      (0, { $0 + $1 }), (1, { $0 - $1 }), (2, { $0 * $1 }), (3, { $0 / $1 }),
      (4, { max($0, $1) }), (5, { min($0, $1) }),
    ]
    withKernels(set) {
      for (code, function) in functions {
        let operation = oko_binary_operation(code)
        var y = scratch(Int64(count))
        oko_binary(operation, a, b, &y, Int64(count))
        #expect(y == zip(a, b).map(function))
        oko_binary_scalar(operation, a, 0.5, &y, Int64(count))
        #expect(y == a.map { function($0, 0.5) })
        oko_scalar_binary(operation, 0.5, a, &y, Int64(count))
        #expect(y == a.map { function(0.5, $0) })
        oko_binary_row(operation, a, b, &y, Int64(rows), Int64(columns))
        #expect(y == a.indices.map { function(a[$0], b[$0 % columns]) })
        oko_binary_column(operation, a, b, &y, Int64(rows), Int64(columns))
        #expect(y == a.indices.map { function(a[$0], b[$0 / columns]) })
      }
    }
  }

  @Test(arguments: kernelSets, [1, 17, 5000]) func sumsEqualSumsInDoublePrecision(
    set: String, count: Int
  ) {
    let a = testNumbers(count), b = testNumbers(count, seed: 2)
    withKernels(set) {
      var sum = 0.0, dot = 0.0
      oko_sum(a, Int64(count), &sum)
      oko_dot(a, b, Int64(count), &dot)
      #expect(abs(sum - a.reduce(0) { $0 + Double($1) }) < 1e-4)
      let products: [Double] = zip(a, b).map { (a: Float, b: Float) in Double(a) * Double(b) }
      #expect(abs(dot - products.reduce(0, +)) < 1e-4)
      var y = b
      oko_axpy(0.5, a, &y, Int64(count))
      oko_multiply_add(a, b, &y, Int64(count))
      let expected = zip(a, b).map { (a: Float, b: Float) -> Double in
        Double(b) + 0.5 * Double(a) + Double(a) * Double(b)
      }
      #expect(largestError(y, expected) < 1e-6)
    }
  }

  @Test(arguments: kernelSets, [1, 3, 16, 80]) func rowsAndColumnsReduce(set: String, columns: Int)
  {
    let rows = 150
    let x = testNumbers(rows * columns)
    withKernels(set) {
      var sums = [Double](repeating: 1, count: columns)
      oko_column_sums(x, Int64(rows), Int64(columns), &sums)
      var maxima = scratch(Int64(rows)), soft = scratch(Int64(x.count))
      oko_row_maxima(x, Int64(rows), Int64(columns), &maxima)
      oko_softmax(x, 2, &soft, Int64(rows), Int64(columns))
      for column in 0..<columns {
        let exact = (0..<rows).reduce(1.0) { $0 + Double(x[$1 * columns + column]) }
        #expect(abs(sums[column] - exact) < 1e-4)
      }
      for row in 0..<rows {
        let values = x[(row * columns)..<((row + 1) * columns)]
        #expect(maxima[row] == values.max())
        let powers = values.map { exp(2 * Double($0)) }, total = powers.reduce(0, +)
        let result = Array(soft[(row * columns)..<((row + 1) * columns)])
        #expect(largestError(result, powers.map { $0 / total }) < 1e-6)
      }
    }
  }
}
