import COkoKernels

/// The extents of one attention, and how its matrices are cut into blocks.
struct AttentionGeometry {
  let batch: Int
  let queries: Int
  let keys: Int
  let heads: Int
  let headWidth: Int
  let mask: AttentionMask

  /// Makes the geometry of queries and keys whose shapes have passed.
  init(_ queries: Shape, _ keys: Shape, heads: Int, mask: AttentionMask) {
    (batch, self.queries, self.keys) = (queries[0], queries[1], keys[1])
    (self.heads, headWidth, self.mask) = (heads, queries[2] / heads, mask)
  }

  /// The queries of a block of scores: whole register blocks of most instruction sets.
  static let blockRows = 56
  /// The keys of a block of scores, whose rows lie so far apart.
  static let blockColumns = 64
  /// log₂ e: what makes natural exponents those of two.
  static let doublings: Float = 1.4426950408889634

  /// From one place to the next in queries, keys, values and the result.
  var placeStride: Int { heads * headWidth }
  /// 1 / √w.
  var scale: Float { 1 / Float(headWidth).squareRoot() }

  /// Where a head of a query begins.
  func query(_ item: Int, _ head: Int, _ place: Int) -> Int {
    (item * queries + place) * placeStride + head * headWidth
  }

  /// Where a head of a key or a value begins.
  func key(_ item: Int, _ head: Int, _ place: Int) -> Int {
    (item * keys + place) * placeStride + head * headWidth
  }

  /// The scores of the queries from `query` on with the keys from `key` on; `bias` belongs to distance 0.
  func block(
    _ scores: UnsafeMutablePointer<Float>, query: Int, rows: Int, key: Int, columns: Int,
    bias: UnsafePointer<Float>?
  ) -> oko_score_block {
    oko_score_block(
      scores: scores, rows: Int64(rows), columns: Int64(columns),
      stride: Int64(Self.blockColumns),
      counted: Int64(mask.isCausal ? query + 1 - key : columns),
      counted_step: mask.isCausal ? 1 : 0, bias: bias.map { $0 + (key - query) })
  }
}
