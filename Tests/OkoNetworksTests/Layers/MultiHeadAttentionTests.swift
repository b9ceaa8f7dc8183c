import Foundation
import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite struct MultiHeadAttentionTests {
  /// A layer whose weights and biases are all drawn from −1 to 1.
  private func layer(_ width: Int, heads: Int, headWidth: Int? = nil) -> MultiHeadAttention {
    let layer = MultiHeadAttention(width, heads: heads, headWidth: headWidth)
    for (index, entry) in layer.namedParameters.enumerated() {
      entry.parameter.value = testTensor(entry.parameter.shape, seed: 40 + UInt32(index))
    }
    return layer
  }

  /// y = x · matrix + bias, row by row.
  private func naive(_ layer: Linear, _ rows: [[Double]]) -> [[Double]] {
    let (matrix, bias) = (layer.matrix.value, layer.bias?.value.scalars ?? [])
    let (scalars, outputs) = (matrix.scalars, matrix.shape[1])
    return rows.map { row in
      (0..<outputs).map { output in
        row.indices.reduce(Double(bias[output])) {
          $0 + row[$1] * Double(scalars[$1 * outputs + output])
        }
      }
    }
  }

  /// The rows of the picture `index` of `[N, L, width]`.
  private func rows(_ tensor: Tensor, _ index: Int) -> [[Double]] {
    let (length, width) = (tensor.shape[1], tensor.shape[2])
    let scalars = tensor.scalars
    return (0..<length).map { row in
      (0..<width).map { Double(scalars[(index * length + row) * width + $0]) }
    }
  }

  /// Attention as the paper writes it, one query at a time.
  private func naive(
    _ layer: MultiHeadAttention, _ x: [[Double]], _ context: [[Double]]
  ) -> [[Double]] {
    let (queries, keys) = (naive(layer.queries, x), naive(layer.keys, context))
    let values = naive(layer.values, context)
    let headWidth = queries[0].count / layer.heads
    let gathered = queries.map { query in
      (0..<layer.heads).flatMap { head -> [Double] in
        let own = (head * headWidth)..<((head + 1) * headWidth)
        let shares = keys.map { key in
          exp(own.reduce(0) { $0 + query[$1] * key[$1] } / Double(headWidth).squareRoot())
        }
        let sum = shares.reduce(0, +)
        return own.map { place in
          values.indices.reduce(0) { $0 + shares[$1] / sum * values[$1][place] }
        }
      }
    }
    return naive(layer.output, gathered)
  }

  @Test(arguments: [[1, 1, 1, 4, 1], [2, 5, 5, 6, 3], [3, 7, 2, 8, 2], [1, 2, 9, 12, 4]])
  func valuesEqualTheNaiveLoops(extents: [Int]) {
    let (count, width) = (extents[0], extents[3])
    let x = testTensor([count, extents[1], width])
    let context = testTensor([count, extents[2], width], seed: 2)
    let layer = layer(width, heads: extents[4])
    let y = layer(x, attendingTo: context)
    #expect(y.shape == x.shape)
    let expected = (0..<count).flatMap { naive(layer, rows(x, $0), rows(context, $0)) }
    #expect(largestError(y.scalars, expected.flatMap(\.self)) < 1e-5)
  }

  @Test func withoutAContextPlacesAttendToOneAnother() {
    let x = testTensor([2, 5, 6]), layer = layer(6, heads: 2, headWidth: 5)
    let expected = (0..<2).flatMap { naive(layer, rows(x, $0), rows(x, $0)) }
    #expect(largestError(layer(x).scalars, expected.flatMap(\.self)) < 1e-5)
    #expect(layer(x).scalars == layer(x, attendingTo: x).scalars)
  }

  // import torch, torch.nn.functional as F
  // def t(n, k, *s): return ((torch.arange(n) * k) % 7 - 3).float().div(4).reshape(*s)
  // x, c = t(12, 3, 1, 3, 4), t(8, 5, 1, 2, 4)
  // q, k, v = (F.linear(y, t(24, m, 4, 6).T, t(6, m, 6)) for y, m in [(x, 2), (c, 4), (c, 6)])
  // h = F.scaled_dot_product_attention(
  //   *(y.unflatten(2, (2, 3)).transpose(1, 2) for y in (q, k, v)))
  // print(F.linear(h.transpose(1, 2).flatten(2), t(24, 5, 6, 4).T, t(4, 1, 4)))
  @Test func valuesEqualThoseOfPyTorch() {
    func numbers(_ factor: Int, _ shape: Shape) -> Tensor {
      Tensor((0..<shape.count).map { Float($0 * factor % 7 - 3) / 4 }, shape: shape)
    }
    let layer = MultiHeadAttention(4, heads: 2, headWidth: 3)
    let factors = [(layer.queries, 2), (layer.keys, 4), (layer.values, 6)]
    for (linear, factor) in factors {
      linear.matrix.value = numbers(factor, [4, 6])
      linear.bias?.value = numbers(factor, [6])
    }
    layer.output.matrix.value = numbers(5, [6, 4])
    layer.output.bias?.value = numbers(1, [4])
    let y = layer(numbers(3, [1, 3, 4]), attendingTo: numbers(5, [1, 2, 4]))
    let expected = [
      1.60142314, -0.27164188, -2.39558649, 1.12822998, 1.86367619, -0.18509811, -2.60840821,
      1.13371134, 1.43362463, -0.30926484, -2.28106284, 1.12572181,
    ]
    #expect(largestError(y.scalars, expected) < 1e-6)
  }

  @Test func gradientsAtTheInputsEqualDifferencesTwice() {
    let layer = layer(4, heads: 2)
    let inputs = [testTensor([2, 3, 4]), testTensor([2, 2, 4], seed: 2)]
    let check = FiniteDifferences(order: 2)
    #expect(check.mismatches(at: inputs) { layer($0[0], attendingTo: $0[1]) } == [])
    #expect(check.mismatches(at: [inputs[0]]) { layer($0[0]) } == [])
  }

  @Test func gradientsAtTheParametersEqualDifferencesAlsoThroughAGradient() {
    let layer = layer(4, heads: 2, headWidth: 3)
    let x = testTensor([2, 3, 4]), context = testTensor([2, 2, 4], seed: 2)
    let weights = testTensor(x.shape, seed: 3)
    let check = ParameterDifferences()
    #expect(
      check.mismatches(in: layer) { (layer(x, attendingTo: context) * weights).sum() } == [])
    #expect(
      check.mismatches(in: layer) {
        let variables = [x.tracked(), context.tracked()]
        let output = (layer(variables[0], attendingTo: variables[1]) * weights).sum()
        return gradients(of: output, at: variables, differentiably: true)
          .reduce(Tensor(0)) { $0 + $1.squared().sum() }
      } == [])
  }

  @Test func placesOfTheContextMayComeInAnyOrder() {
    let layer = layer(4, heads: 2)
    let x = testTensor([1, 3, 4]), context = testTensor([1, 5, 4], seed: 2)
    let scalars = context.scalars
    let reversed = (0..<5).reversed().flatMap { scalars[($0 * 4)..<($0 * 4 + 4)] }
    let turned = layer(x, attendingTo: Tensor(reversed, shape: [1, 5, 4]))
    #expect(
      largestError(turned.scalars, layer(x, attendingTo: context).scalars.map(Double.init)) < 1e-6)
  }

  @Test func paddingAndTheFutureAreNotAsked() {
    let layer = layer(6, heads: 2)
    let x = testTensor([2, 5, 6])
    let alone = layer(x.sliced(axis: 1, 0..<3))
    let masked = layer(x, lengths: [3, 3]).sliced(axis: 1, 0..<3)
    #expect(largestError(masked.scalars, alone.scalars.map(Double.init)) < 1e-6)
    let last = layer(x, isCausal: true).sliced(axis: 1, 4..<5)
    let all = layer(x).sliced(axis: 1, 4..<5)
    #expect(largestError(last.scalars, all.scalars.map(Double.init)) < 1e-6)
    let first = layer(x, isCausal: true).sliced(axis: 1, 0..<1)
    let own = layer(x.sliced(axis: 1, 0..<1))
    #expect(largestError(first.scalars, own.scalars.map(Double.init)) < 1e-6)
  }

  @Test func theRelativeBiasIsStoredOnlyWhereThereIsOne() {
    let biased = MultiHeadAttention(4, heads: 2, relativeLimit: 3)
    biased.initialize(seed: 1)
    #expect(biased.relativeBias?.value.scalars == [Float](repeating: 0, count: 10))
    let plain = MultiHeadAttention(4, heads: 2)
    plain.initialize(seed: 1)
    #expect(
      Set(biased.namedParameters.map(\.name)).subtracting(plain.namedParameters.map(\.name))
        == ["relativeBias"])
    let x = testTensor([1, 5, 4])
    #expect(largestError(biased(x).scalars, plain(x).scalars.map(Double.init)) < 1e-6)
    biased.relativeBias?.value = testTensor([2, 5])
    #expect(
      ParameterDifferences().mismatches(in: biased) { biased(x, lengths: [4]).squared().sum() }
        == [])
  }

  @Test func sixteenThousandPlacesFitIntoTwoHundredMegabytes() async {
    await #expect(processExitsWith: .success) {
      let before = MachineMemory.peakBytes
      let layer = MultiHeadAttention(256, heads: 8)
      layer.initialize(seed: 1)
      var random = RandomSource(seed: 1)
      let x = Tensor(normal: [1, 16_384, 256], using: &random)
      // The memory is that of all keys; the time is that of some.
      _ = Optimizer(layer, rule: .sgd()).minimize(rate: 0.1) { layer(x, lengths: [512]).sum() }
      precondition(before > 0 && MachineMemory.peakBytes - before <= 200_000_000)
    }
  }

  @Test func headsMustShareTheWidthEvenly() async {
    await #expect(processExitsWith: .failure) { _ = MultiHeadAttention(6, heads: 4) }
  }

  @Test func oneAndTwoThreadsGiveTheSameBits() {
    let layer = layer(32, heads: 4)
    let x = testTensor([2, 300, 32]), context = testTensor([2, 75, 32], seed: 2)
    let (alone, together) = onOneAndTwoThreads { layer(x, attendingTo: context).scalars }
    #expect(alone == together)
  }
}
