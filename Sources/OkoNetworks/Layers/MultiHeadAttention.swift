public import OkoTensors

/// Multi-head attention: every place gathers from all places what its queries ask for.
///
/// After Vaswani et al. 2017. Each head projects queries, keys and values to its own `headWidth` numbers, weighs the values by
/// softmax(q · kᵀ / √headWidth), and a linear layer joins the heads. Memory grows with the length, not with its square.
public struct MultiHeadAttention: Module {
  /// To the queries of all heads.
  public let queries: Linear
  /// To the keys of all heads.
  public let keys: Linear
  /// To the values of all heads.
  public let values: Linear
  /// From the heads side by side to the output.
  public let output: Linear
  /// What is added to the scores for each distance, `[heads, 2 · limit − 1]`, where positions are learned so.
  public let relativeBias: Parameter?
  /// How many heads there are.
  public let heads: Int

  /// Makes a layer of `heads` heads; without a `headWidth`, they share `width` among them.
  ///
  /// With a `relativeLimit`, each head learns how much it prefers each distance between a key and a query, those from ± (limit − 1)
  /// on being one (after Shaw et al. 2018, in the additive form of Raffel et al. 2020, T5); it begins at zero.
  ///
  /// - Precondition: without `headWidth`, `heads` divides `width`.
  public init(
    _ width: Int, heads: Int, headWidth: Int? = nil, relativeLimit: Int? = nil,
    outputInitializer: Initializer = .glorot
  ) {
    precondition(
      heads > 0 && (headWidth != nil || width % heads == 0),
      "MultiHeadAttention: \(heads) heads of a width of \(width)")
    precondition(
      (relativeLimit ?? 1) > 0, "MultiHeadAttention: a limit of \(relativeLimit ?? 1) places")
    let inner = heads * (headWidth ?? width / heads)
    queries = Linear(width, inner)
    keys = Linear(width, inner)
    values = Linear(width, inner)
    output = Linear(inner, width, initializer: outputInitializer)
    relativeBias = relativeLimit.map { Parameter([heads, 2 * $0 - 1], .table, .constant(0)) }
    self.heads = heads
  }

  /// Lets the places of `x` gather from those of `context`, or from one another: `[N, L, width]` → the same shape.
  ///
  /// - Parameters:
  ///   - x: The places that ask.
  ///   - context: The places that are asked, `[N, M, width]`; nil for those of `x`.
  ///   - lengths: How many first places of the asked ones each item has; the rest is padding that nobody looks at.
  ///   - isCausal: Whether place i looks at the places 0…i alone.
  /// - Returns: What each place of `x` gathered, projected.
  public func callAsFunction(
    _ x: Tensor, attendingTo context: Tensor? = nil, lengths: [Int]? = nil, isCausal: Bool = false
  ) -> Tensor {
    let source = context ?? x
    let gathered = queries(x).attention(
      to: keys(source), values: values(source), heads: heads, lengths: lengths,
      isCausal: isCausal, relativeBias: relativeBias?.value)
    return output(gathered)
  }
}
