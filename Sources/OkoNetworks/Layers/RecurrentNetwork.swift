public import OkoTensors

/// Recurrent layers over sequences, one on the other: `[N, T, in]` → `[N, T, directions · width]`.
///
/// A state goes from step to step and carries what came before; with two directions, a second state carries what
/// comes after. Textbook cell, GRU or LSTM: see `RecurrentCell`.
///
///     let encoder = RecurrentNetwork(.lstm, inputs: 512, width: 256, layers: 2, isBidirectional: true)
public struct RecurrentNetwork: Module {
  /// The layers, first to last.
  public let layers: [RecurrentLayer]
  /// The share of numbers that training strikes out between two layers.
  public let dropout: Float

  /// Makes a stack.
  ///
  /// - Precondition: there is a layer, and `0 <= dropout < 1`.
  public init(
    _ cell: RecurrentCell, inputs: Int, width: Int, layers: Int = 1, isBidirectional: Bool = false,
    dropout: Float = 0
  ) {
    precondition(
      layers > 0 && dropout >= 0 && dropout < 1,
      "RecurrentNetwork: \(layers) layers, dropout \(dropout)")
    let outputs = isBidirectional ? 2 * width : width
    self.layers = (0..<layers).map { index in
      RecurrentLayer(
        cell, inputs: index == 0 ? inputs : outputs, width: width,
        isBidirectional: isBidirectional)
    }
    self.dropout = dropout
  }

  /// Runs over `x`; sequence n has `lengths[n]` steps, or all of them.
  ///
  /// What lies beyond the end of a sequence has no influence, and its results are 0. With `random`, numbers are
  /// struck out between the layers, as training wants it.
  public func callAsFunction(
    _ x: Tensor, lengths: [Int]? = nil, droppingOut random: inout RandomSource?
  ) -> Tensor {
    let lengths = lengths ?? [Int](repeating: x.shape[1], count: x.shape[0])
    // Time first, so that the states of one step lie side by side.
    var sequence = x.permuted([1, 0, 2])
    for (index, layer) in layers.enumerated() {
      if index > 0, dropout > 0, var source = random {
        sequence = sequence.dropout(rate: dropout, using: &source)
        random = source
      }
      sequence = layer(sequence, lengths: lengths)
    }
    return sequence.permuted([1, 0, 2])
  }

  /// Runs over `x` without striking anything out.
  public func callAsFunction(_ x: Tensor, lengths: [Int]? = nil) -> Tensor {
    var none: RandomSource?
    return self(x, lengths: lengths, droppingOut: &none)
  }
}

/// One recurrent layer, time first: `[T, N, in]` → `[T, N, directions · width]`.
public struct RecurrentLayer: Module {
  /// What happens in a step.
  public let cell: RecurrentCell
  /// One direction, or the forward and the backward one.
  public let directions: [RecurrentDirection]

  /// Makes a layer.
  public init(_ cell: RecurrentCell, inputs: Int, width: Int, isBidirectional: Bool = false) {
    self.cell = cell
    directions = (0..<(isBidirectional ? 2 : 1)).map { _ in
      RecurrentDirection(cell, inputs: inputs, width: width)
    }
  }

  /// Runs over `x`; sequence n has `lengths[n]` steps.
  public func callAsFunction(_ x: Tensor, lengths: [Int]) -> Tensor {
    .recurrence(cell, directions.map { $0.input(x) }, lengths: lengths)
  }
}

/// The parameters of one direction; the gates lie side by side, in the cell's order.
public struct RecurrentDirection: Module {
  /// `[in, gates · width]`.
  public let inputMatrix: Parameter
  /// `[width, gates · width]`.
  public let recurrentMatrix: Parameter
  /// `[gates · width]`.
  public let bias: Parameter
  /// The bias within the GRU's candidate, `[width]`.
  public let recurrentBias: Parameter?

  /// Makes the parameters.
  public init(_ cell: RecurrentCell, inputs: Int, width: Int) {
    inputMatrix = Parameter([inputs, cell.gates * width], .matrix, .glorot)
    recurrentMatrix = Parameter([width, cell.gates * width], .matrix, .glorot)
    bias = Parameter([cell.gates * width], .vector, .constant(0))
    recurrentBias = cell == .gru ? Parameter([width], .vector, .constant(0)) : nil
  }

  /// What the cell needs to run over `x`, `[T, N, in]`.
  func input(_ x: Tensor) -> RecurrentInput {
    let recurrentBias = recurrentBias?.value
    let isConstant = !inputMatrix.isBeingTrained
    let projection =
      isConstant && !x.isTracked
      ? x.linear(inputMatrix.packedMatrix, bias: bias.value)
      : x.linear(inputMatrix.value, bias: bias.value)
    var input = RecurrentInput(
      projection: projection, matrix: recurrentMatrix.value, recurrentBias: recurrentBias)
    if isConstant, !x.isDifferentiable { input.packedMatrix = recurrentMatrix.packedMatrix }
    return input
  }
}
