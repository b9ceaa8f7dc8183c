/// Attention of several heads: every query gathers the values of the keys that it is like.
///
/// The inputs are queries `[N, Tq, heads · w]`, keys and values `[N, Tk, heads · w]` and, where there is one, a
/// bias for each distance, `[heads, 2 · limit − 1]`. Scores are never held all at once: memory grows with Tq + Tk.
struct Attention: Operation {
  let heads: Int
  let mask: AttentionMask
  /// Where the forward pass notes what the backward pass needs; nil where nobody will ask.
  let logs: AttentionLogs?

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
    let pass = AttentionForward(
      geometry: geometry(inputs), queries: inputs[0].pointer, keys: inputs[1].pointer,
      values: inputs[2].pointer, bias: bias(inputs))
    return Tensor(shape: inputs[0].shape) { pass.run(into: $0, logs: logs?.pointer) }
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let isPlain = !gradient.isTracked && !context.inputs.contains(where: \.isTracked)
    guard isPlain, let logs else {
      return ComposedAttention(heads: heads, mask: mask).gradients(gradient, context)
    }
    let inputs = context.inputs, geometry = geometry(inputs), bias = bias(inputs)
    let pass = AttentionBackward(
      geometry: geometry, queries: inputs[0].pointer, keys: inputs[1].pointer,
      values: inputs[2].pointer, bias: bias, gathered: context.output.pointer,
      slopes: gradient.pointer, logs: UnsafePointer(logs.pointer))
    return withExtendedLifetime((gradient, context)) {
      pass.gradients(inputs.map(\.shape))
    }
  }

  private func geometry(_ inputs: [Tensor]) -> AttentionGeometry {
    AttentionGeometry(inputs[0].shape, inputs[1].shape, heads: heads, mask: mask)
  }

  private func bias(_ inputs: [Tensor]) -> DistanceBias? {
    inputs.dropFirst(3).first.map {
      DistanceBias(
        bias: $0.pointer,
        distances: RelativeDistances(
          queries: inputs[0].shape[1], keys: inputs[1].shape[1], $0.shape))
    }
  }
}

/// For every head and query the logarithm of what its shares were divided by.
///
/// Written once, by the forward pass that it is made for.
final class AttentionLogs: Sendable {
  private let storage: Storage

  init(count: Int) {
    storage = Storage(count: count)
  }

  var pointer: UnsafeMutablePointer<Float> { storage.pointer }
}

extension Tensor {
  /// Attention of several heads, with this tensor as the queries: `[N, Tq, heads · w]` → the same shape.
  ///
  /// Head h of query i gathers Σⱼ shareⱼ · valueⱼ with the shares softmax(q · kⱼ / √w + bias[h, j − i]) over the keys j
  /// that it may look at (Vaswani et al. 2017). The scores come and go in blocks (Dao et al. 2022, FlashAttention), so that
  /// memory grows with Tq + Tk; only gradients of gradients hold all of them.
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
  /// - Returns: What each query gathers, head after head.
  public func attention(
    to keys: Tensor, values: Tensor, heads: Int, lengths: [Int]? = nil, isCausal: Bool = false,
    relativeBias: Tensor? = nil
  ) -> Tensor {
    let inputs = [self, keys, values] + (relativeBias.map { [$0] } ?? [])
    let count = shape.rank == 3 ? shape[0] * shape[1] * max(heads, 0) : 0
    let operation = Attention(
      heads: heads, mask: AttentionMask(lengths: lengths, isCausal: isCausal),
      logs: inputs.contains(where: \.isDifferentiable) ? AttentionLogs(count: count) : nil)
    return operation.apply(to: inputs)
  }
}
