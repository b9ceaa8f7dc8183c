public import OkoNetworks
public import OkoTensors

/// The network of a reader: convolutions make a vector of every four columns of a line, an encoder mixes them along
/// the line, and a linear layer gives each the logits of the characters and of CTC's blank.
///
/// After Shi et al. 2015 (CRNN), with residual-free 3×3 stages and half of its weights.
public struct ReaderNetwork: Module {
  let features: LineFeatures
  let recurrence: RecurrentNetwork?
  let attention: AttentionEncoder?
  let output: Linear
  /// The numbers that it is built of.
  public let architecture: ReaderArchitecture

  /// Makes a network whose weights `initialize(seed:)` or a checkpoint gives.
  public init(_ architecture: ReaderArchitecture) {
    self.architecture = architecture
    features = LineFeatures(widths: architecture.widths)
    let width = architecture.height / 16 * architecture.widths[3]
    recurrence = architecture.cell.map { cell in
      RecurrentNetwork(
        cell, inputs: width, width: architecture.stateWidth, layers: architecture.layers,
        isBidirectional: true, dropout: architecture.dropout)
    }
    attention =
      architecture.encoder == .attention
      ? AttentionEncoder(inputs: width, architecture: architecture) : nil
    output = Linear(
      architecture.encoder == .none ? width : 2 * architecture.stateWidth,
      architecture.classCount)
  }

  /// Lines `[N, height, W, 1]` in 0…1 → logits `[N, W / 4, classes]`; W is a multiple of 4.
  ///
  /// - Parameters:
  ///   - x: The lines, each at the left.
  ///   - steps: How many steps of four columns each line has; nil for all.
  ///   - random: What training strikes numbers out with; nil leaves all in.
  /// - Returns: The logits of every step, whose class 0 is the blank.
  public func callAsFunction(
    _ x: Tensor, steps: [Int]? = nil, droppingOut random: inout RandomSource?
  ) -> Tensor {
    var sequence = features(x)
    if let recurrence {
      sequence = recurrence(sequence, lengths: steps, droppingOut: &random)
    }
    if let attention {
      sequence = attention(sequence, lengths: steps, droppingOut: &random)
    }
    return output(sequence)
  }

  /// Lines `[N, height, W, 1]` in 0…1 → logits `[N, W / 4, classes]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    var none: RandomSource?
    return self(x, droppingOut: &none)
  }
}

extension ReaderArchitecture {
  /// The cell of a recurrent encoder.
  fileprivate var cell: RecurrentCell? {
    switch encoder {
    case .lstm: .lstm
    case .gru: .gru
    case .rnn: .tanh
    case .attention, .none: nil
    }
  }
}

/// The convolutions of a reader: `[N, H, W, 1]` → `[N, W / 4, H / 16 · widths[3]]`.
///
/// The first two poolings halve both sides, the last two only the height, so that narrow letters keep their own steps.
struct LineFeatures: Module {
  let stages: [[ConvolutionBlock]]

  init(widths: [Int]) {
    stages = widths.indices.map { index in
      let inputs = index == 0 ? 1 : widths[index - 1]
      let first = ConvolutionBlock(inputs, widths[index])
      return index < 2 ? [first] : [first, ConvolutionBlock(widths[index], widths[index])]
    }
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    var y = x
    for (index, stage) in stages.enumerated() {
      for block in stage { y = block(y) }
      y = y.maxPooled(
        height: 2, width: index < 2 ? 2 : 1, stride: .init(y: 2, x: index < 2 ? 2 : 1))
    }
    // The rows that are left of a column become one vector.
    return y.permuted([0, 2, 1, 3])
      .reshaped(to: [y.shape[0], y.shape[2], y.shape[1] * y.shape[3]])
  }
}
