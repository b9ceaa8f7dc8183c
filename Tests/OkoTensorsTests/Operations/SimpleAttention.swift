import OkoTensors

/// Attention as it is written down, of other operations and with all scores at once: what the blocked one must equal.
struct SimpleAttention {
  var heads: Int
  var lengths: [Int]?
  var isCausal = false

  /// `[q, k, v]` and perhaps a bias, as `Tensor.attention` takes them.
  func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    let (query, key, value) = (split(inputs[0]), split(inputs[1]), split(inputs[2]))
    let (queries, keys) = (query.shape[2], key.shape[2])
    var scores =
      query.matrixProduct(transposed: key) * (1 / Float(query.shape[3]).squareRoot())
    if inputs.count > 3 {
      let limit = (inputs[3].shape[1] + 1) / 2
      let entries = (0..<queries).flatMap { query in
        (0..<keys).map { min(max($0 - query, 1 - limit), limit - 1) + limit - 1 }
      }
      scores =
        scores + inputs[3].gathered(entries, axis: 1).reshaped(to: [heads, queries, keys])
    }
    let shares = (scores + hiding(query.shape[0], queries, keys)).softmax()
    let gathered = shares.matrixProduct(value).permuted([0, 2, 1, 3])
    return gathered.reshaped(to: inputs[0].shape)
  }

  private func hiding(_ batch: Int, _ queries: Int, _ keys: Int) -> Tensor {
    let scalars = (0..<batch).flatMap { item in
      (0..<queries).flatMap { query in
        (0..<keys).map { key -> Float in
          let isHidden = key >= (lengths?[item] ?? keys) || (isCausal && key > query)
          return isHidden ? -1e9 : 0
        }
      }
    }
    return Tensor(scalars, shape: [batch, 1, queries, keys])
  }

  private func split(_ x: Tensor) -> Tensor {
    x.reshaped(to: [x.shape[0], x.shape[1], heads, x.shape[2] / heads]).permuted([0, 2, 1, 3])
  }
}
