import COkoKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The forward pass: some queries at a time meet all keys, block by block, with an online softmax.
///
/// After Dao et al. 2022 (FlashAttention, algorithm 1). The chunks of work are groups of queries of one head.
struct AttentionForward {
  let geometry: AttentionGeometry
  let queries: UnsafePointer<Float>
  let keys: UnsafePointer<Float>
  let values: UnsafePointer<Float>
  let bias: DistanceBias?

  /// The queries that share one packing of the keys.
  private static let groupRows = 8 * AttentionGeometry.blockRows

  /// Writes what the queries gather and, where wanted, log₂ Σ 2^score for every head and query, `[N, heads, Tq]`.
  func run(into result: UnsafeMutablePointer<Float>, logs: UnsafeMutablePointer<Float>?) {
    let (heads, count, rows) = (geometry.heads, geometry.queries, Self.groupRows)
    let groups = (count + rows - 1) / rows
    Workers.shared.run(chunks: geometry.batch * heads * groups) { chunk in
      let first = chunk % groups * rows
      attend(
        item: chunk / groups / heads, head: chunk / groups % heads,
        first..<min(count, first + rows), into: result, logs: logs)
    }
  }

  private func attend(
    item: Int, head: Int, _ group: Range<Int>, into result: UnsafeMutablePointer<Float>,
    logs: UnsafeMutablePointer<Float>?
  ) {
    let width = geometry.headWidth, rows = group.count
    var end = geometry.mask.length(of: item, in: geometry.keys)
    if geometry.mask.isCausal { end = min(end, group.upperBound) }
    let block = AttentionGeometry.blockColumns * AttentionGeometry.blockRows
    let sizes = [
      rows * width, rows * width, rows, rows, block,
      PackedOperand.size(depth: width, columns: AttentionGeometry.blockColumns),
      PackedOperand.size(depth: AttentionGeometry.blockColumns, columns: width),
      bias == nil ? 0 : rows + end,
    ]
    withScratch(ScratchParts.size(sizes)) { scratch in
      var parts = ScratchParts(scratch)
      let memory = sizes.map { parts.take($0) }
      var state = AttentionState(
        queries: memory[0], gathered: memory[1], maxima: memory[2], sums: memory[3],
        scores: memory[4], bias: nil)
      for row in 0..<rows {
        oko_binary_scalar(
          OKO_MULTIPLY, queries + geometry.query(item, head, group.lowerBound + row),
          geometry.scale * AttentionGeometry.doublings, state.queries + row * width, Int64(width))
      }
      state.gathered.update(repeating: 0, count: rows * width)
      state.maxima.update(repeating: -.infinity, count: rows)
      state.sums.update(repeating: 0, count: rows)
      state.bias = bias?.unrolled(head, queries: group, keys: 0..<end, into: memory[7])
      for key in stride(from: 0, to: end, by: AttentionGeometry.blockColumns) {
        let columns = min(AttentionGeometry.blockColumns, end - key)
        let source = geometry.key(item, head, key)
        let keyPanel = PackedOperand(
          keys + source, depth: width, columns: columns, rowStride: 1,
          columnStride: geometry.placeStride, into: memory[5])
        let valuePanel = PackedOperand(
          values + source, depth: columns, columns: width, rowStride: geometry.placeStride,
          columnStride: 1, into: memory[6])
        meet(key, keyPanel, valuePanel, group, state)
      }
      finish(state, item, head, group, into: result, logs: logs)
    }
  }

  /// Takes one block of keys into account for all queries of the group.
  private func meet(
    _ key: Int, _ keyPanel: PackedOperand, _ valuePanel: PackedOperand, _ group: Range<Int>,
    _ state: AttentionState
  ) {
    let width = geometry.headWidth, stride = AttentionGeometry.blockColumns
    for row in Swift.stride(from: 0, to: group.count, by: AttentionGeometry.blockRows) {
      let rows = min(AttentionGeometry.blockRows, group.count - row)
      let query = group.lowerBound + row
      if geometry.mask.isCausal && key >= query + rows { continue }
      keyPanel.multiply(
        state.queries + row * width, rows: rows, rowStride: width, into: state.scores,
        stride: stride, isAdded: false)
      var block = geometry.block(
        state.scores, query: query, rows: rows, key: key, columns: keyPanel.columns,
        bias: state.bias)
      oko_attend_forward(
        &block, state.maxima + row, state.sums + row, state.gathered + row * width, Int64(width))
      valuePanel.multiply(
        state.scores, rows: rows, rowStride: stride, into: state.gathered + row * width,
        stride: width, isAdded: true)
    }
  }

  private func finish(
    _ state: AttentionState, _ item: Int, _ head: Int, _ group: Range<Int>,
    into result: UnsafeMutablePointer<Float>, logs: UnsafeMutablePointer<Float>?
  ) {
    let width = geometry.headWidth
    for (row, place) in group.enumerated() {
      let sum = state.sums[row]
      // A query that no key answers gathers nothing.
      oko_binary_scalar(
        OKO_MULTIPLY, state.gathered + row * width, sum == 0 ? 0 : 1 / sum,
        result + geometry.query(item, head, place), Int64(width))
      let index = (item * geometry.heads + head) * geometry.queries + place
      logs?[index] = state.maxima[row] + log2(sum)
    }
  }
}

/// What the queries of a group have seen so far.
private struct AttentionState {
  /// The queries, scaled so that scores are exponents of two.
  let queries: UnsafeMutablePointer<Float>
  /// Σ 2^(score − maximum) · value.
  let gathered: UnsafeMutablePointer<Float>
  let maxima: UnsafeMutablePointer<Float>
  /// Σ 2^(score − maximum).
  let sums: UnsafeMutablePointer<Float>
  /// One block of scores.
  let scores: UnsafeMutablePointer<Float>
  /// At distance 0.
  var bias: UnsafePointer<Float>?
}
