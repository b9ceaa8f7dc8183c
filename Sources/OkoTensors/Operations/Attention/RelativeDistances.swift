/// Which entry of a bias `[heads, 2 · limit − 1]` each pair of a query and a key meets.
///
/// The distance is the key's place less the query's; those beyond ± (limit − 1) count as that (Shaw et al. 2018).
struct RelativeDistances {
  let queries: Int
  let keys: Int
  let limit: Int

  init(queries: Int, keys: Int, _ bias: Shape) {
    (self.queries, self.keys, limit) = (queries, keys, (bias[1] + 1) / 2)
  }

  /// The entry of the bias for a distance.
  func entry(_ distance: Int) -> Int { max(1 - limit, min(limit - 1, distance)) + limit - 1 }

  /// `[heads, 2 · limit − 1]` → `[heads, Tq, Tk]`.
  func unfolded(_ bias: Tensor) -> Tensor {
    bias.gathered(entries, axis: 1).reshaped(to: [bias.shape[0], queries, keys])
  }

  /// The gradient of `unfolded`: `[heads, Tq, Tk]` → `[heads, 2 · limit − 1]`.
  func folded(_ gradient: Tensor) -> Tensor {
    gradient.reshaped(to: [gradient.shape[0], queries * keys])
      .scattered(adding: entries, axis: 1, extent: 2 * limit - 1)
  }

  private var entries: [Int] {
    (0..<queries).flatMap { query in (0..<keys).map { entry($0 - query) } }
  }
}
