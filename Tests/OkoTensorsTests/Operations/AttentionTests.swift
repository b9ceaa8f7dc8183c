import OkoTensors
import TestSupport
import Testing

@Suite struct AttentionTests {
  /// One attention with its extents.
  struct Case: Sendable, CustomTestStringConvertible {
    var batch = 1
    var queries: Int
    var keys: Int
    var heads = 2
    var headWidth = 4
    var lengths: [Int]?
    var isCausal = false
    var limit: Int?

    var testDescription: String {
      "\(batch)·\(queries)×\(keys), \(heads) heads of \(headWidth), lengths \(lengths ?? [])"
        + "\(isCausal ? ", causal" : ""), limit \(limit ?? 0)"
    }

    /// Queries, keys, values and perhaps a bias.
    var inputs: [Tensor] {
      let width = heads * headWidth
      return [
        testTensor([batch, queries, width], in: -2...2),
        testTensor([batch, keys, width], seed: 2, in: -2...2),
        testTensor([batch, keys, width], seed: 3),
      ] + (limit.map { [testTensor([heads, 2 * $0 - 1], seed: 4)] } ?? [])
    }

    func blocked(_ inputs: [Tensor]) -> Tensor {
      inputs[0].attention(
        to: inputs[1], values: inputs[2], heads: heads, lengths: lengths, isCausal: isCausal,
        relativeBias: inputs.count > 3 ? inputs[3] : nil)
    }

    func simple(_ inputs: [Tensor]) -> Tensor {
      SimpleAttention(heads: heads, lengths: lengths, isCausal: isCausal)(inputs)
    }
  }

  static let cases = [
    Case(queries: 1, keys: 1), Case(queries: 5, keys: 3, heads: 1, headWidth: 1),
    Case(batch: 2, queries: 57, keys: 65, heads: 3, headWidth: 5),
    Case(queries: 130, keys: 130, headWidth: 32), Case(queries: 64, keys: 128, headWidth: 40),
    Case(batch: 3, queries: 70, keys: 90, lengths: [90, 1, 65]),
    Case(queries: 131, keys: 131, isCausal: true), Case(queries: 60, keys: 200, isCausal: true),
    Case(queries: 200, keys: 60, headWidth: 16, isCausal: true),
    Case(batch: 2, queries: 75, keys: 75, lengths: [75, 66], isCausal: true, limit: 9),
    Case(batch: 2, queries: 90, keys: 70, heads: 3, headWidth: 7, limit: 200),
    Case(batch: 2, queries: 20, keys: 140, lengths: [100, 3], limit: 1),
    Case(queries: 500, keys: 1100, heads: 1, headWidth: 8, limit: 40),
    Case(queries: 40, keys: 2500, heads: 2, headWidth: 8, lengths: [1300], limit: 3),
    Case(queries: 30, keys: 70, heads: 1, headWidth: 300),
  ]

  /// The gradients at all inputs from weights on the result.
  private func slopes(
    _ inputs: [Tensor], differentiably: Bool = false, of function: ([Tensor]) -> Tensor
  ) -> [Tensor] {
    let variables = inputs.map { $0.tracked() }
    let output = function(variables)
    let weights = testTensor(output.shape, seed: 9)
    return gradients(
      of: (output * weights).sum(), at: variables, differentiably: differentiably)
  }

  private func difference(_ found: Tensor, _ expected: Tensor) -> Double {
    let greatest = expected.scalars.reduce(1) { max($0, abs($1)) }
    return largestError(found.scalars, expected.scalars.map(Double.init)) / Double(greatest)
  }

  @Test(arguments: cases) func valuesAndGradientsEqualTheSimpleForm(test: Case) {
    let inputs = test.inputs
    #expect(difference(test.blocked(inputs), test.simple(inputs)) < 2e-6)
    let found = slopes(inputs) { test.blocked($0) }
    let expected = slopes(inputs) { test.simple($0) }
    for (found, expected) in zip(found, expected) {
      #expect(found.shape == expected.shape)
      #expect(difference(found, expected) < 1e-5)
    }
  }

  @Test(arguments: cases.filter { $0.queries <= 200 })
  func gradientsThatCanBeDifferentiatedAgainAreTheSame(test: Case) {
    let found = slopes(test.inputs, differentiably: true) { test.blocked($0) }
    let expected = slopes(test.inputs) { test.blocked($0) }
    for (found, expected) in zip(found, expected) { #expect(difference(found, expected) < 1e-5) }
  }

  @Test(arguments: [
    Case(batch: 2, queries: 3, keys: 2), Case(queries: 4, keys: 4, isCausal: true, limit: 3),
    Case(batch: 2, queries: 3, keys: 5, heads: 1, lengths: [2, 5], limit: 2),
  ])
  func gradientsEqualDifferencesTwice(test: Case) {
    let inputs = test.inputs.map { $0 * 0.5 }
    #expect(FiniteDifferences(order: 2).mismatches(at: inputs) { test.blocked($0) } == [])
  }

  @Test(arguments: [
    Case(queries: 70, keys: 130, headWidth: 16, limit: 20),
    Case(queries: 130, keys: 130, headWidth: 16, isCausal: true),
  ])
  func gradientsOfManyBlocksEqualDifferences(test: Case) {
    let check = FiniteDifferences()
    #expect(check.mismatches(at: test.inputs.map { $0 * 0.5 }) { test.blocked($0) } == [])
  }

  @Test(arguments: cases) func oneAndTwoThreadsGiveTheSameBits(test: Case) {
    let (alone, together) = onOneAndTwoThreads {
      [test.blocked(test.inputs).scalars]
        + slopes(test.inputs) { test.blocked($0) }.map(\.scalars)
    }
    #expect(alone == together)
  }

  @Test func paddingIsNeitherReadNorGivenAGradient() {
    let test = Case(batch: 2, queries: 60, keys: 80, lengths: [70, 5])
    let inputs = test.inputs
    let spoilt = inputs.map { input in
      guard input.shape[1] == 80 else { return input }
      var scalars = input.scalars
      for item in 0..<2 {
        let width = 8, length = test.lengths?[item] ?? 0
        for place in (item * 80 + length)..<(item * 80 + 80) {
          for channel in 0..<width { scalars[place * width + channel] = .nan }
        }
      }
      return Tensor(scalars, shape: input.shape)
    }
    #expect(test.blocked(spoilt).scalars == test.blocked(inputs).scalars)
    let (found, expected) = (
      slopes(spoilt) { test.blocked($0) }, slopes(inputs) { test.blocked($0) }
    )
    for (found, expected) in zip(found, expected) { #expect(found.scalars == expected.scalars) }
    for gradient in found[1...] {
      let scalars = gradient.scalars
      #expect(scalars[(70 * 8)..<(80 * 8)].allSatisfy { $0 == 0 })
      #expect(scalars[(85 * 8)...].allSatisfy { $0 == 0 })
      #expect(scalars[(84 * 8)..<(85 * 8)].contains { $0 != 0 })
    }
  }

  @Test func withoutKeysZerosAreGathered() {
    let test = Case(batch: 2, queries: 3, keys: 4, lengths: [0, 4], limit: 2)
    let y = test.blocked(test.inputs)
    #expect(y.scalars[..<24].allSatisfy { $0 == 0 })
    for differentiably in [false, true] {
      let found = slopes(test.inputs, differentiably: differentiably) { test.blocked($0) }
      #expect(found[0].scalars[..<24].allSatisfy { $0 == 0 })
      #expect(found.allSatisfy { $0.scalars.allSatisfy(\.isFinite) })
    }
  }

  @Test func theFutureIsHiddenFromCausalQueries() {
    let test = Case(queries: 130, keys: 130, isCausal: true)
    var inputs = test.inputs
    let before = test.blocked(inputs).scalars
    for index in 1...2 {
      var scalars = inputs[index].scalars
      for place in (100 * 8)..<(130 * 8) { scalars[place] += 1 }
      inputs[index] = Tensor(scalars, shape: inputs[index].shape)
    }
    let after = test.blocked(inputs).scalars
    #expect(before[..<(100 * 8)] == after[..<(100 * 8)])
    #expect(before[(100 * 8)..<(101 * 8)] != after[(100 * 8)..<(101 * 8)])
  }

  @Test func greatScoresDoNotOverflow() {
    let query = Tensor([300, -300], shape: [1, 2, 1]), key = Tensor([300, -300], shape: [1, 2, 1])
    let value = Tensor([1, 2], shape: [1, 2, 1])
    #expect(query.attention(to: key, values: value, heads: 1).scalars == [1, 2])
  }

  // import torch, torch.nn.functional as F
  // def t(n, k, *s): return ((torch.arange(n) * k) % 7 - 3).float().div(4).reshape(*s)
  // q, k, v = t(16, 3, 1, 4, 2, 2), t(16, 5, 1, 4, 2, 2), t(16, 2, 1, 4, 2, 2)
  // q, k, v = (x.transpose(1, 2).requires_grad_() for x in (q, k, v))
  // b = t(6, 4, 2, 3).requires_grad_(); d = torch.arange(4)[None] - torch.arange(4)[:, None]
  // m = b[:, d.clamp(-1, 1) + 1][None] + torch.full((4, 4), float("-inf")).triu(1)
  // y = F.scaled_dot_product_attention(q, k, v, attn_mask=m)
  // gradients = torch.autograd.grad((y * y).sum(), (q, k, v, b))
  // for x in (y, *gradients[:3]): print(x.transpose(1, 2).flatten().tolist())
  // print(gradients[3].flatten().tolist())
  @Test func valuesAndGradientsEqualThoseOfPyTorch() {
    func numbers(_ factor: Int, _ shape: Shape) -> Tensor {
      Tensor((0..<shape.count).map { Float($0 * factor % 7 - 3) / 4 }, shape: shape)
    }
    let inputs = [
      numbers(3, [1, 4, 4]), numbers(5, [1, 4, 4]), numbers(2, [1, 4, 4]), numbers(4, [2, 3]),
    ].map { $0.tracked() }
    let y = inputs[0].attention(
      to: inputs[1], values: inputs[2], heads: 2, isCausal: true, relativeBias: inputs[3])
    let found = [y] + gradients(of: y.squared().sum(), at: inputs)
    for (tensor, expected) in zip(found, Self.references) {
      #expect(largestError(tensor.scalars, expected) < 1e-6)
    }
  }

  static let references: [[Double]] = [
    [
      -0.75, -0.25, 0.25, 0.75, -0.54134542, -0.04134542, 0.33509442, 0.23943353, -0.43151057,
      0.06848942, 0.48213333, -0.13370578, -0.30827922, 0.19172078, 0.30644512, -0.22512326,
    ],
    [
      0.0, 0.0, 0.0, 0.0, -0.04265401, 0.007109, 0.02185942, 0.02185943, -0.04965641, 0.02258374,
      -0.04779769, 0.08044523, -0.01708812, 0.0162412, -0.00403251, 0.01635995,
    ],
    [
      0.00469534, 0.02150339, 0.11188496, -0.1245328, -0.01654484, 0.02121252, -0.08482492,
      0.08789198, 0.00073927, -0.0371608, -0.08425039, 0.03664083, 0.01111023, -0.00555512,
      0.05719035, 0.0,
    ],
    [
      -2.05820942, -0.37879801, 1.43923736, 1.61043561, -1.18525183, 0.01773639, 0.73112172,
      -0.05363769, -0.54920614, 0.13112345, 0.47311249, -0.21927999, -0.26960284, 0.16766769,
      0.10387428, -0.07630899,
    ],
    [0.14101316, -0.14101313, 0.0, 0.12785873, -0.12785879, 0.0],
  ]

  @Test(arguments: 0..<5) func whatDoesNotFitTraps(index: Int) async {
    switch index {
    case 0:
      await #expect(processExitsWith: .failure) {
        let x = Tensor(zeros: [1, 2, 6])
        _ = x.attention(to: x, values: x, heads: 4)
      }
    case 1:
      await #expect(processExitsWith: .failure) {
        let x = Tensor(zeros: [1, 2, 6])
        _ = x.attention(to: x, values: Tensor(zeros: [1, 3, 6]), heads: 2)
      }
    case 2:
      await #expect(processExitsWith: .failure) {
        let x = Tensor(zeros: [1, 2, 6])
        _ = x.attention(to: x, values: x, heads: 2, lengths: [3])
      }
    case 3:
      await #expect(processExitsWith: .failure) {
        let x = Tensor(zeros: [1, 2, 6])
        _ = x.attention(to: x, values: x, heads: 2, lengths: [1, 1])
      }
    default:
      await #expect(processExitsWith: .failure) {
        let x = Tensor(zeros: [1, 2, 6])
        _ = x.attention(to: x, values: x, heads: 2, relativeBias: Tensor(zeros: [2, 4]))
      }
    }
  }
}
