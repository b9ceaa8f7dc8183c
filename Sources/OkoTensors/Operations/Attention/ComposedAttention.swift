/// Attention of other operations, with all scores of all queries in memory: for gradients of gradients.
struct ComposedAttention {
  let heads: Int
  let mask: AttentionMask

  /// The gradients at queries, keys, values and bias, in operations that can be differentiated again.
  func gradients(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (needs, bias) = (context.needs, context.inputs.dropFirst(3).first)
    let parts = context.inputs.prefix(3).map(split)
    let (query, key, value, slope) = (parts[0], parts[1], parts[2], split(gradient))
    let shares = shares(query, key, bias)
    let weighed = shares * slope.matrixProduct(transposed: value)
    let slopes = weighed - shares * weighed.sum(axes: [-1], keepingDimensions: true)
    let scaled = slopes * scale(query)
    let transposed = MatrixProduct(isLeftTransposed: true)
    let results = [
      needs[0] ? joined(scaled.matrixProduct(key)) : nil,
      needs[1] ? joined(transposed(scaled, query)) : nil,
      needs[2] ? joined(transposed(shares, slope)) : nil,
    ]
    guard let bias else { return results }
    let distances = RelativeDistances(queries: query.shape[2], keys: key.shape[2], bias.shape)
    return results + [needs[3] ? distances.folded(slopes.sum(axes: [0])) : nil]
  }

  /// How much of each key goes to each query: `[N, heads, Tq, w]` and `[N, heads, Tk, w]` → `[N, heads, Tq, Tk]`.
  private func shares(_ query: Tensor, _ key: Tensor, _ bias: Tensor?) -> Tensor {
    var scores = (query * scale(query)).matrixProduct(transposed: key)
    let shape = scores.shape
    if let bias {
      scores =
        scores + RelativeDistances(queries: shape[2], keys: shape[3], bias.shape).unfolded(bias)
    }
    if mask.isCausal || mask.lengths != nil {
      scores = scores + hiding(batch: shape[0], queries: shape[2], keys: shape[3])
    }
    let shares = scores.softmax()
    guard let lengths = mask.lengths, lengths.contains(0) else { return shares }
    return shares * Tensor(lengths.map { $0 > 0 ? 1 : 0 }, shape: [lengths.count, 1, 1, 1])
  }

  private func scale(_ query: Tensor) -> Float { 1 / Float(query.shape[-1]).squareRoot() }

  /// What is added to the scores: far below zero where a key is hidden, `[N, 1, Tq, Tk]`.
  private func hiding(batch: Int, queries: Int, keys: Int) -> Tensor {
    Tensor(shape: [batch, 1, queries, keys]) { result in
      for item in 0..<batch {
        for query in 0..<queries {
          let row = result + (item * queries + query) * keys
          row.update(repeating: -1e30, count: keys)
          let length = mask.length(of: item, in: keys)
          row.update(repeating: 0, count: mask.isCausal ? min(length, query + 1) : length)
        }
      }
    }
  }

  /// `[N, T, heads · w]` → `[N, heads, T, w]`.
  private func split(_ x: Tensor) -> Tensor {
    x.reshaped(to: [x.shape[0], x.shape[1], heads, x.shape[2] / heads]).permuted([0, 2, 1, 3])
  }

  /// `[N, heads, T, w]` → `[N, T, heads · w]`.
  private func joined(_ x: Tensor) -> Tensor {
    x.permuted([0, 2, 1, 3]).reshaped(to: [x.shape[0], x.shape[2], heads * x.shape[3]])
  }
}
