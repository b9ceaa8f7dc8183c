import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite struct RecurrentNetworkTests {
  /// The states of bidirectional layers of width 2 on two sequences of 4 and 3 steps, time first.
  ///
  /// Made by PyTorch 2.13 in float64, for `RNN`, `GRU` and `LSTM` with `fill` as below:
  ///
  ///     m = torch.nn.LSTM(3, 2, bidirectional=True)
  ///     weight_ih_l0 = fill((3, 8), 7).T; weight_hh_l0 = fill((2, 8), 8).T; bias_ih_l0 = fill((8,), 9)
  ///     weight_ih_l0_reverse = fill((3, 8), 3).T; …_hh_… = fill((2, 8), 4).T; …bias_ih… = fill((8,), 5)
  ///     bias_hh = 0, for the GRU [0, 0, 0, 0, 0.3, -0.2]
  ///     pad_packed_sequence(m(pack_padded_sequence(fill((4, 2, 3), 5), [4, 3]))[0])
  private static let states: [RecurrentCell: [Float]] = [
    .tanh: [
      -0.197375, 0.148885, -0.252109, 0.192267, -0.50052, 0.5649, -0.323821, 0.05901, -0.439259,
      0.145091, -0.523225, -0.230919, -0.119171, 0.197735, 0.194087, 0.303781, -0.37168, 0.465802,
      -0.265843, 0.154362, -0.515664, 0.192496, -0.685809, -0.187746, -0.239421, 0.299305,
      -0.168381, 0.178081, 0.0, 0.0, 0.0, 0.0,
    ],
    .gru: [
      -0.093458, -0.087213, 0.424288, -0.079169, -0.032863, -0.315577, 0.444206, -0.311748,
      -0.099647, -0.212297, 0.348593, -0.144003, 0.009508, -0.423671, 0.332188, -0.227858,
      -0.095323, -0.410822, 0.407336, -0.330891, -0.039822, -0.357811, 0.078029, -0.087973,
      -0.034805, -0.470205, 0.27882, -0.219807, 0.0, 0.0, 0.0, 0.0,
    ],
    .lstm: [
      -0.020488, -0.107386, 0.178302, -0.01352, -0.046728, -0.137774, 0.173391, -0.060809,
      -0.056799, -0.19592, 0.129699, -0.070177, -0.144915, -0.136728, 0.158922, -0.069672,
      -0.085403, -0.241116, 0.133883, -0.048957, -0.117282, -0.246646, 0.049506, -0.039916,
      -0.156775, -0.208246, 0.113084, -0.050523, 0.0, 0.0, 0.0, 0.0,
    ],
  ]

  /// The pattern that weights and inputs follow.
  private func fill(_ shape: Shape, _ factor: Int) -> Tensor {
    Tensor((0..<shape.count).map { Float($0 * factor % 11 - 5) / 10 }, shape: shape)
  }

  @Test(arguments: [RecurrentCell.tanh, .gru, .lstm])
  func `states are PyTorch's, in both directions and at unlike lengths`(cell: RecurrentCell) throws
  {
    let network = RecurrentNetwork(cell, inputs: 3, width: 2, isBidirectional: true)
    for (direction, factor) in zip(network.layers[0].directions, [7, 3]) {
      direction.inputMatrix.value = fill(direction.inputMatrix.shape, factor)
      direction.recurrentMatrix.value = fill(direction.recurrentMatrix.shape, factor + 1)
      direction.bias.value = fill(direction.bias.shape, factor + 2)
      direction.recurrentBias?.value = Tensor([0.3, -0.2], shape: [2])
    }
    let x = fill([4, 2, 3], 5).permuted([1, 0, 2])
    let found = network(x, lengths: [4, 3]).permuted([1, 0, 2]).scalars
    let expected = try #require(Self.states[cell])
    #expect(found.count == expected.count)
    for (value, expected) in zip(found, expected) { #expect(abs(value - expected) < 2e-6) }
  }

  @Test func `a sequence's states do not depend on those beside it`() {
    let network = RecurrentNetwork(.gru, inputs: 5, width: 6, layers: 2, isBidirectional: true)
    network.initialize(seed: 3)
    let x = testTensor([3, 7, 5])
    let together = network(x, lengths: [7, 4, 6])
    let alone = network(x.sliced(axis: 0, 1..<2).sliced(axis: 1, 0..<4))
    let part = together.sliced(axis: 0, 1..<2).sliced(axis: 1, 0..<4)
    for (a, b) in zip(part.scalars, alone.scalars) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func `what is trained computes what predicts`() {
    let network = RecurrentNetwork(.lstm, inputs: 5, width: 6, layers: 2, isBidirectional: true)
    network.initialize(seed: 4)
    let x = testTensor([2, 4, 5]), predicted = network(x, lengths: [4, 3]).scalars
    var trained: [Float] = []
    _ = Optimizer(network, rule: .adam()).minimize(rate: 0.1) {
      let result = network(x, lengths: [4, 3])
      trained = result.scalars
      return result.sum()
    }
    #expect(zip(trained, predicted).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(network(x, lengths: [4, 3]).scalars != predicted)
  }

  @Test func `dropout strikes out between layers, in training alone`() {
    let network = RecurrentNetwork(.tanh, inputs: 4, width: 8, layers: 2, dropout: 0.5)
    network.initialize(seed: 1)
    let x = testTensor([2, 3, 4])
    var random: RandomSource? = RandomSource(seed: 5)
    let trained = network(x, droppingOut: &random).scalars
    #expect(network(x).scalars == network(x).scalars)
    #expect(trained != network(x).scalars)
  }

  @Test func `training learns to tell how a sequence began`() {
    // The sign of the first step must be carried over nine steps of noise.
    struct Memory: Module {
      let body = RecurrentNetwork(.lstm, inputs: 2, width: 12)
      let head = Linear(12, 1)
    }
    let network = Memory()
    network.initialize(seed: 2)
    var random = RandomSource(seed: 7)
    let optimizer = Optimizer(network, rule: .adam())
    var errors: [Float] = []
    for _ in 0..<250 {
      var scalars = Tensor(uniform: [16, 10, 2], in: -1...1, using: &random).scalars
      let signs = (0..<16).map { _ in random.uniform() < 0.5 ? Float(-1) : 1 }
      for index in 0..<16 { scalars[index * 20] = 2 * signs[index] }
      let x = Tensor(scalars, shape: [16, 10, 2]), truth = Tensor(signs, shape: [16, 1])
      let parts = optimizer.minimize(rate: 0.01) {
        let last = network.body(x).sliced(axis: 1, 9..<10).reshaped(to: [16, 12])
        let difference = network.head(last) - truth
        return (difference * difference).mean()
      }
      errors.append(parts.scalar)
    }
    #expect(errors.suffix(10).reduce(0, +) / 10 < 0.1)
  }
}
