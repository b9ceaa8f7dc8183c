public import OkoTensors

/// Multi-head attention: every place gathers from all places what its queries ask for.
///
/// After Vaswani et al. 2017. Each head projects queries, keys and values to its own `headWidth` numbers, weighs the values by
/// softmax(q · kᵀ / √headWidth), and a linear layer joins the heads.
public struct MultiHeadAttention: Module {
  /// To the queries of all heads.
  public let queries: Linear
  /// To the keys of all heads.
  public let keys: Linear
  /// To the values of all heads.
  public let values: Linear
  /// From the heads side by side to the output.
  public let output: Linear
  /// How many heads there are.
  public let heads: Int

  /// Makes a layer of `heads` heads; without a `headWidth`, they share `width` among them.
  ///
  /// - Precondition: without `headWidth`, `heads` divides `width`.
  public init(
    _ width: Int, heads: Int, headWidth: Int? = nil, outputInitializer: Initializer = .glorot
  ) {
    precondition(
      heads > 0 && (headWidth != nil || width % heads == 0),
      "MultiHeadAttention: \(heads) heads of a width of \(width)")
    let inner = heads * (headWidth ?? width / heads)
    queries = Linear(width, inner)
    keys = Linear(width, inner)
    values = Linear(width, inner)
    output = Linear(inner, width, initializer: outputInitializer)
    self.heads = heads
  }

  /// Lets the places of `x` gather from those of `context`, or from one another: `[N, L, width]` → the same shape.
  public func callAsFunction(_ x: Tensor, attendingTo context: Tensor? = nil) -> Tensor {
    let source = context ?? x
    let query = split(queries(x)), key = split(keys(source)), value = split(values(source))
    let scale = 1 / Float(query.shape[-1]).squareRoot()
    let shares = ((query * scale).matrixProduct(transposed: key)).softmax()
    let gathered = shares.matrixProduct(value).permuted([0, 2, 1, 3])
    return output(
      gathered.reshaped(to: [x.shape[0], x.shape[1], heads * query.shape[-1]]))
  }

  /// `[N, L, heads · width]` → `[N, heads, L, width]`.
  private func split(_ x: Tensor) -> Tensor {
    x.reshaped(to: [x.shape[0], x.shape[1], heads, x.shape[2] / heads])
      .permuted([0, 2, 1, 3])
  }
}
