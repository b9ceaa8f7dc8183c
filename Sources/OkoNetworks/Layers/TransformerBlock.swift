public import OkoTensors

/// A block of a transformer's encoder: places exchange what they know, then each thinks about it.
///
/// The pre-norm form (Xiong et al. 2020): x + attention(norm(x)), then x + contraction(GELU(expansion(norm(x)))).
///
///     let block = TransformerBlock(192, heads: 4, relativeLimit: 32)
///     let encoded = block(features, lengths: [40, 31])  // [2, 40, 192] to the same shape
public struct TransformerBlock: Module {
  /// Before the attention.
  public let attentionNormalization: LayerNormalization
  /// Among the places.
  public let attention: MultiHeadAttention
  /// Before the two layers.
  public let normalization: LayerNormalization
  /// To the hidden numbers of each place.
  public let expansion: Linear
  /// Back to `width`.
  public let contraction: Linear

  /// Makes a block; without a `hiddenWidth` there are four times `width` hidden numbers.
  ///
  /// `headWidth` and `relativeLimit` are those of `MultiHeadAttention`.
  public init(
    _ width: Int, heads: Int, headWidth: Int? = nil, hiddenWidth: Int? = nil,
    relativeLimit: Int? = nil
  ) {
    attentionNormalization = LayerNormalization(width)
    attention = MultiHeadAttention(
      width, heads: heads, headWidth: headWidth, relativeLimit: relativeLimit)
    normalization = LayerNormalization(width)
    expansion = Linear(width, hiddenWidth ?? 4 * width)
    contraction = Linear(hiddenWidth ?? 4 * width, width)
  }

  /// Applies the block: `[N, L, width]` → the same shape.
  ///
  /// - Parameters:
  ///   - x: The places.
  ///   - lengths: How many first places each item has; the rest is padding that no other place looks at.
  ///   - isCausal: Whether place i looks at the places 0…i alone.
  /// - Returns: What each place knows now.
  public func callAsFunction(
    _ x: Tensor, lengths: [Int]? = nil, isCausal: Bool = false
  ) -> Tensor {
    apply(to: x, lengths, isCausal) { $0 }
  }

  /// Applies the block in training, with scalars of both branches struck out with the probability `rate`.
  public func callAsFunction(
    _ x: Tensor, lengths: [Int]? = nil, isCausal: Bool = false, dropout rate: Float,
    using random: inout RandomSource
  ) -> Tensor {
    apply(to: x, lengths, isCausal) { $0.dropout(rate: rate, using: &random) }
  }

  private func apply(
    to x: Tensor, _ lengths: [Int]?, _ isCausal: Bool, _ dropout: (Tensor) -> Tensor
  ) -> Tensor {
    let mixed = attention(attentionNormalization(x), lengths: lengths, isCausal: isCausal)
    let middle = x + dropout(mixed)
    let hidden = expansion(normalization(middle)).activated(.gelu)
    return middle + dropout(contraction(dropout(hidden)))
  }
}
