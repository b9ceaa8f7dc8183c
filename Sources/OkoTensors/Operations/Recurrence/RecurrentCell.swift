import COkoKernels

/// What a recurrent network does with its state in one time step.
///
/// x is the projected input of the step and h the state before it, with its recurrent matrix W.
public enum RecurrentCell: String, Sendable, Hashable, Codable {
  /// The textbook case (Elman 1990): h' = tanh(x + h · W).
  case tanh
  /// The gated recurrent unit (Cho et al. 2014, with the reset after the product, as PyTorch has it).
  ///
  /// r = σ(xᵣ + h · Wᵣ), z = σ(x_z + h · W_z), n = tanh(xₙ + r ∘ (h · Wₙ + b)), h' = (1 − z) ∘ n + z ∘ h.
  case gru
  /// Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).
  ///
  /// i, f, o = σ(x + h · W), g = tanh(x + h · W), in the order i, f, g, o; c' = f ∘ c + i ∘ g,
  /// h' = o ∘ tanh(c').
  case lstm

  /// How many times the width of the state the projected input and the recurrent matrix are wide.
  public var gates: Int {
    switch self {
    case .tanh: 1
    case .gru: 3
    case .lstm: 4
    }
  }

  /// How many times the width of the state a step leaves behind for the gradient.
  var traceSlots: Int {
    switch self {
    case .tanh: 1
    case .gru: 5
    case .lstm: 6
    }
  }

  /// The last one is the new state.
  var hiddenSlot: Int { traceSlots - 1 }

  /// The gradients of a step: those at the gates, and for the GRU that at its recurrent product before them.
  var gradientSlots: Int { self == .gru ? 4 : gates }
}

extension RecurrentCell {
  /// Fills the first slots of a trace with what the recurrent product is added to.
  func begin(
    _ trace: UnsafeMutablePointer<Float>, projection: UnsafePointer<Float>,
    recurrentBias: UnsafePointer<Float>?, width: Int
  ) {
    guard self == .gru, let recurrentBias else {
      trace.update(from: projection, count: gates * width)
      return
    }
    trace.update(from: projection, count: 2 * width)
    (trace + 2 * width).update(from: recurrentBias, count: width)
    (trace + 3 * width).update(from: projection + 2 * width, count: width)
  }

  /// Makes the new state in `trace`, whose first slots hold the sums.
  func step(_ trace: UnsafeMutablePointer<Float>, after previous: UnsafePointer<Float>?, width: Int)
  {
    switch self {
    case .tanh: oko_tanh_cell(trace, Int64(width))
    case .gru: oko_gru_cell(trace, previous, Int64(width))
    case .lstm: oko_lstm_cell(trace, previous, Int64(width))
    }
  }

  /// Writes the gradients of a step.
  ///
  /// - Parameters:
  ///   - trace: What the step left behind.
  ///   - previous: What the step before it left behind, if there was one.
  ///   - hidden: The gradient at the new state; becomes what flows past the recurrent matrix to the state before.
  ///   - memory: The same of an LSTM's memory.
  ///   - gates: Where the gradients go.
  ///   - width: The width of the state.
  func stepBack(
    _ trace: UnsafePointer<Float>, after previous: UnsafePointer<Float>?,
    hidden: UnsafeMutablePointer<Float>, memory: UnsafeMutablePointer<Float>,
    gates: UnsafeMutablePointer<Float>, width: Int
  ) {
    switch self {
    case .tanh:
      oko_tanh_cell_backward(trace, hidden, gates, Int64(width))
      hidden.update(repeating: 0, count: width)
    case .gru: oko_gru_cell_backward(trace, previous, hidden, hidden, gates, Int64(width))
    case .lstm:
      oko_lstm_cell_backward(trace, previous, hidden, memory, gates, Int64(width))
      hidden.update(repeating: 0, count: width)
    }
  }
}
