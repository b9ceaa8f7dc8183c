import OkoNetworks
import OkoTensors

/// A reader's encoder without recurrence: blocks of multi-head attention in which each step looks at all others.
///
/// Steps know their distance from one another by a learned bias for each head, up to 32 steps; farther ones share the
/// last.
struct AttentionEncoder: Module {
  let entry: Linear
  let blocks: [TransformerBlock]
  let normalization: LayerNormalization
  private let dropout: Float

  init(inputs: Int, architecture: ReaderArchitecture) {
    let width = 2 * architecture.stateWidth
    entry = Linear(inputs, width)
    blocks = (0..<architecture.layers).map { _ in
      TransformerBlock(width, heads: 8, hiddenWidth: 2 * width, relativeLimit: 32)
    }
    normalization = LayerNormalization(width)
    dropout = architecture.dropout
  }

  /// `[N, T, in]` → `[N, T, 2 · stateWidth]`; steps beyond a line's length are looked at by no other.
  func callAsFunction(
    _ x: Tensor, lengths: [Int]?, droppingOut random: inout RandomSource?
  ) -> Tensor {
    var sequence = entry(x)
    for block in blocks {
      if var source = random, dropout > 0 {
        sequence = block(sequence, lengths: lengths, dropout: dropout, using: &source)
        random = source
      } else {
        sequence = block(sequence, lengths: lengths)
      }
    }
    return normalization(sequence)
  }
}
