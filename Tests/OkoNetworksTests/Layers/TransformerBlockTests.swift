import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite struct TransformerBlockTests {
  // import torch
  // def t(n, k, *s): return ((torch.arange(n) * k) % 7 - 3).float().div(4).reshape(*s)
  // m = torch.nn.TransformerEncoderLayer(4, 2, 6, 0, "gelu", batch_first=True, norm_first=True)
  // a = m.self_attn
  // with torch.no_grad():
  //   a.in_proj_weight.copy_(torch.cat([t(16, k, 4, 4).T for k in (2, 4, 6)]))
  //   a.in_proj_bias.copy_(torch.cat([t(4, k, 4) for k in (2, 4, 6)]))
  //   a.out_proj.weight.copy_(t(16, 5, 4, 4).T); a.out_proj.bias.copy_(t(4, 1, 4))
  //   m.linear1.weight.copy_(t(24, 3, 4, 6).T); m.linear1.bias.copy_(t(6, 5, 6))
  //   m.linear2.weight.copy_(t(24, 2, 6, 4).T); m.linear2.bias.copy_(t(4, 3, 4))
  //   mask = torch.tensor([[0, 0, 0], [0, 0, 1]]).bool()
  //   print(m.train()(t(24, 3, 2, 3, 4), src_key_padding_mask=mask).flatten().tolist())
  @Test func valuesEqualThoseOfPyTorch() {
    func numbers(_ factor: Int, _ shape: Shape) -> Tensor {
      Tensor((0..<shape.count).map { Float($0 * factor % 7 - 3) / 4 }, shape: shape)
    }
    let block = TransformerBlock(4, heads: 2, hiddenWidth: 6)
    block.initialize(seed: 1)
    let layers = [
      (block.attention.queries, 2), (block.attention.keys, 4), (block.attention.values, 6),
      (block.attention.output, 5), (block.expansion, 3), (block.contraction, 2),
    ]
    for (linear, factor) in layers { linear.matrix.value = numbers(factor, linear.matrix.shape) }
    let biases =
      layers[..<3] + [
        (block.attention.output, 1), (block.expansion, 5), (block.contraction, 3),
      ]
    for (linear, factor) in biases {
      linear.bias?.value = numbers(factor, [linear.matrix.shape[1]])
    }
    let y = block(numbers(3, [2, 3, 4]), lengths: [3, 2])
    let expected = [
      -1.45751798, 1.07229328, 1.00587654, -1.91849172, 1.89539742, 0.41613960, 0.36632514,
      -2.27108312, -0.38026190, 1.21222186, 0.79992068, -1.70000470, -0.58108890, 0.65209270,
      0.73411381, -2.37502480, 2.59818983, 0.57397306, 0.38576937, -1.77203441, 0.42705858,
      -0.61659533, 0.71906352, -0.03056133,
    ]
    #expect(largestError(y.scalars, expected) < 2e-6)
  }

  @Test func gradientsEqualDifferences() {
    let block = TransformerBlock(8, heads: 2, headWidth: 3, hiddenWidth: 10, relativeLimit: 2)
    for (index, entry) in block.namedParameters.enumerated() {
      entry.parameter.value = testTensor(entry.parameter.shape, seed: 40 + UInt32(index))
    }
    let x = testTensor([2, 5, 8]), weights = testTensor([2, 5, 8], seed: 2)
    #expect(
      ParameterDifferences(step: 1 / 128).mismatches(in: block) {
        (block(x, lengths: [5, 3]) * weights).sum()
      } == [])
    #expect(
      FiniteDifferences(step: 1 / 128).mismatches(at: [x]) { block($0[0], isCausal: true) } == [])
  }

  @Test func dropoutChangesTrainingAlone() {
    let block = TransformerBlock(8, heads: 2)
    block.initialize(seed: 3)
    let x = testTensor([1, 4, 8])
    var random = RandomSource(seed: 5)
    let struck = block(x, dropout: 0.5, using: &random)
    var again = RandomSource(seed: 5)
    #expect(struck.scalars == block(x, dropout: 0.5, using: &again).scalars)
    #expect(struck.scalars != block(x).scalars)
    #expect(block(x, dropout: 0, using: &random).scalars == block(x).scalars)
  }

  @Test func placesThatChangeTheirOrderKeepTheirResultsWithoutABias() {
    let plain = TransformerBlock(8, heads: 2),
      biased = TransformerBlock(8, heads: 2, relativeLimit: 3)
    plain.initialize(seed: 1)
    biased.initialize(seed: 1)
    let x = testTensor([1, 4, 8]), turned = x.gathered([3, 2, 1, 0], axis: 1)
    func difference(_ block: TransformerBlock) -> Double {
      largestError(
        block(turned).gathered([3, 2, 1, 0], axis: 1).scalars, block(x).scalars.map(Double.init))
    }
    #expect(difference(plain) < 1e-5 && difference(biased) < 1e-5)
    biased.attention.relativeBias?.value = testTensor([2, 5], seed: 7, in: -3...3)
    #expect(difference(biased) > 1e-2)
  }

  @Test func itLearnsToCopyWhatComesBefore() {
    // Each place is to tell the number of the place before it, which no layer on one place can.
    let block = TransformerBlock(8, heads: 2, relativeLimit: 3), output = Linear(8, 1)
    block.initialize(seed: 1)
    output.initialize(seed: 2)
    let x = testTensor([4, 6, 8], seed: 9)
    let first = x.sliced(axis: 2, 0..<1)
    let target = Tensor.concatenated(
      [Tensor(zeros: [4, 1, 1]), first.sliced(axis: 1, 0..<5)], axis: 1)
    let network = Pair(block: block, output: output)
    var losses: [Float] = []
    let optimizer = Optimizer(network, rule: .adam())
    for _ in 0..<300 {
      losses.append(
        optimizer.minimize(rate: 0.01) { (output(block(x)) - target).squared().sum() / 24 }.scalar)
    }
    #expect(losses[299] < 0.05 * losses[0])
  }

  private struct Pair: Module {
    let block: TransformerBlock
    let output: Linear
  }
}
