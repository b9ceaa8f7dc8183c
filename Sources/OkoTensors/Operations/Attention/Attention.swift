/// Attention of several heads: every query gathers the values of the keys that it is like.
///
/// The inputs are queries `[N, Tq, heads · w]`, keys and values `[N, Tk, heads · w]` and, where there is one, a
/// bias for each distance, `[heads, 2 · limit − 1]`.
struct Attention: Operation {
  let heads: Int
  let mask: AttentionMask

  func outputShape(_ inputs: [Shape]) -> Shape {
    let (queries, keys) = (inputs[0], inputs[1])
    precondition(
      queries.rank == 3 && keys.rank == 3 && inputs[2] == keys && queries[0] == keys[0]
        && queries[2] == keys[2],
      "attention: queries \(queries), keys \(keys), values \(inputs[2]); expected [N, Tq, width] and "
        + "twice [N, Tk, width]")
    precondition(
      heads > 0 && queries[2] > 0 && queries[2] % heads == 0,
      "attention: \(heads) heads of a width of \(queries[2])")
    mask.check(batch: queries[0], keys: keys[1])
    if inputs.count > 3 {
      precondition(
        inputs[3].rank == 2 && inputs[3][0] == heads && inputs[3][1] % 2 == 1,
        "attention: a bias of shape \(inputs[3]); expected [\(heads), 2 · limit − 1]")
    }
    return queries
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    ComposedAttention(heads: heads, mask: mask).forward(inputs)
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    ComposedAttention(heads: heads, mask: mask).gradients(gradient, context)
  }
}

extension Tensor {
  /// Attention of several heads, with this tensor as the queries: `[N, Tq, heads · w]` → the same shape.
  ///
  /// Head h of query i gathers Σⱼ shareⱼ · valueⱼ with the shares softmax(q · kⱼ / √w + bias[h, j − i]) over the keys j
  /// that it may look at (Vaswani et al. 2017).
  ///
  /// - Parameters:
  ///   - keys: `[N, Tk, heads · w]`, head after head in the last axis.
  ///   - values: `[N, Tk, heads · w]`.
  ///   - heads: How many heads share the last axis.
  ///   - lengths: How many first keys each item of the batch has, the rest being padding that nobody looks at; nil
  ///     for all. Where there are none, zeros are gathered.
  ///   - isCausal: Whether query i looks at the keys 0…i alone.
  ///   - relativeBias: `[heads, 2 · limit − 1]`: entry limit − 1 + d is added where the key lies d places behind the
  ///     query; distances beyond ± (limit − 1) count as that.
  public func attention(
    to keys: Tensor, values: Tensor, heads: Int, lengths: [Int]? = nil, isCausal: Bool = false,
    relativeBias: Tensor? = nil
  ) -> Tensor {
    let operation = Attention(
      heads: heads, mask: AttentionMask(lengths: lengths, isCausal: isCausal))
    return operation.apply(to: [self, keys, values] + (relativeBias.map { [$0] } ?? []))
  }
}
