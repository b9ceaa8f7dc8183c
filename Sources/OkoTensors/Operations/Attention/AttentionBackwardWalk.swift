import COkoKernels

/// The gradients that some keys of one head bring about.
///
/// A span of keys, packed and with its sums at hand, meets all queries, a block of them at a time.
struct AttentionBackwardWalk {
  let pass: AttentionBackward
  let item: Int
  let head: Int
  let results: AttentionBackward.Results
  let part: Int
  let chunk: Int

  private var geometry: AttentionGeometry { pass.geometry }
  private var width: Int { geometry.headWidth }
  private static let rows = AttentionGeometry.blockRows
  private static let columns = AttentionGeometry.blockColumns

  /// The blocks of keys in a span: as many as the second level of the cache holds.
  private var spanBlocks: Int { max(1, min(8, 256 / width)) }

  /// Writes the gradients of the keys and values `own`, and what they add to those of queries and bias.
  func run(over own: Range<Int>) {
    let length = geometry.mask.length(of: item, in: geometry.keys)
    let end = max(own.lowerBound, min(own.upperBound, length))
    let distances = pass.bias == nil ? 0 : geometry.queries + length
    let sizes = [geometry.queries, distances, distances]
    withScratch(ScratchParts.size(sizes)) { scratch in
      var parts = ScratchParts(scratch)
      let totals = parts.take(sizes[0]), bias = parts.take(sizes[1])
      let biasSlopes = parts.take(sizes[2])
      prepare(totals)
      biasSlopes.update(repeating: 0, count: distances)
      let everything = (queries: 0..<geometry.queries, keys: 0..<length)
      let origin = pass.bias?.unrolled(
        head, queries: everything.queries, keys: everything.keys, into: bias)
      let frame = Frame(
        totals: totals, bias: origin,
        biasSlopes: origin.map { biasSlopes + ($0 - UnsafePointer(bias)) })
      withSpanMemory { memory in
        let step = spanBlocks * Self.columns
        for key in stride(from: own.lowerBound, to: end, by: step) {
          meet(key..<min(end, key + step), frame, memory)
        }
      }
      if let sums = results.bias, let table = pass.bias {
        let count = 2 * table.distances.limit - 1
        table.fold(
          biasSlopes, queries: everything.queries, keys: everything.keys,
          into: sums + chunk * count)
      }
    }
    // Nobody looks at padding.
    for key in end..<own.upperBound {
      (results.keys + geometry.key(item, head, key)).update(repeating: 0, count: width)
      (results.values + geometry.key(item, head, key)).update(repeating: 0, count: width)
    }
  }

  /// Clears the gradient of the queries, and finds Σ gathered · slope for each of them.
  private func prepare(_ totals: UnsafeMutablePointer<Float>) {
    for query in 0..<geometry.queries {
      let offset = geometry.query(item, head, query)
      (results.queries[part] + offset).update(repeating: 0, count: width)
      var total = 0.0
      oko_dot(pass.gathered + offset, pass.slopes + offset, Int64(width), &total)
      totals[query] = Float(total)
    }
  }

  /// What holds for all spans.
  private struct Frame {
    let totals: UnsafePointer<Float>
    /// At distance 0, as `biasSlopes`.
    let bias: UnsafePointer<Float>?
    let biasSlopes: UnsafeMutablePointer<Float>?
  }

  /// Scratch memory for a span and for a block of queries.
  private struct Memory {
    /// For each block of keys: keys and values transposed, and keys.
    let panels: [[UnsafeMutablePointer<Float>]]
    let keySums: UnsafeMutablePointer<Float>
    let valueSums: UnsafeMutablePointer<Float>
    let queries: UnsafeMutablePointer<Float>
    let slopes: UnsafeMutablePointer<Float>
    let querySums: UnsafeMutablePointer<Float>
    let queryPanel: UnsafeMutablePointer<Float>
    let slopePanel: UnsafeMutablePointer<Float>
    let scores: UnsafeMutablePointer<Float>
    let scoreSlopes: UnsafeMutablePointer<Float>
  }

  private func withSpanMemory(_ body: (Memory) -> Void) {
    let across = PackedOperand.size(depth: width, columns: Self.columns)
    let along = PackedOperand.size(depth: Self.columns, columns: width)
    let span = spanBlocks * Self.columns * width, rows = Self.rows * width
    let panel = PackedOperand.size(depth: Self.rows, columns: width)
    let block = Self.rows * Self.columns
    let blocks = Array(repeating: [across, across, along], count: spanBlocks).flatMap(\.self)
    let sizes = blocks + [span, span, rows, rows, rows, panel, panel, block, block]
    withScratch(ScratchParts.size(sizes)) { scratch in
      var parts = ScratchParts(scratch)
      let panels = (0..<spanBlocks).map { _ in
        [parts.take(across), parts.take(across), parts.take(along)]
      }
      body(
        Memory(
          panels: panels, keySums: parts.take(span), valueSums: parts.take(span),
          queries: parts.take(rows), slopes: parts.take(rows), querySums: parts.take(rows),
          queryPanel: parts.take(panel), slopePanel: parts.take(panel),
          scores: parts.take(block), scoreSlopes: parts.take(block)))
    }
  }

  /// One block of keys, packed.
  private struct KeyBlock {
    let keys: Range<Int>
    let transposedKeys: PackedOperand
    let transposedValues: PackedOperand
    let packedKeys: PackedOperand
    let keySums: UnsafeMutablePointer<Float>
    let valueSums: UnsafeMutablePointer<Float>
  }

  private func meet(_ span: Range<Int>, _ frame: Frame, _ memory: Memory) {
    memory.keySums.update(repeating: 0, count: span.count * width)
    memory.valueSums.update(repeating: 0, count: span.count * width)
    let blocks = blocks(of: span, memory)
    // Causal queries before the span see none of it.
    let first = geometry.mask.isCausal ? span.lowerBound / Self.rows * Self.rows : 0
    for query in stride(from: first, to: geometry.queries, by: Self.rows) {
      let count = min(Self.rows, geometry.queries - query)
      meet(blocks, query..<(query + count), frame, memory)
    }
    for (place, key) in span.enumerated() {
      let offset = geometry.key(item, head, key)
      // The queries were scaled for exponents of two; this takes the logarithm back.
      oko_binary_scalar(
        OKO_DIVIDE, memory.keySums + place * width, AttentionGeometry.doublings,
        results.keys + offset, Int64(width))
      (results.values + offset).update(from: memory.valueSums + place * width, count: width)
    }
  }

  private func blocks(of span: Range<Int>, _ memory: Memory) -> [KeyBlock] {
    stride(from: span.lowerBound, to: span.upperBound, by: Self.columns).enumerated().map {
      index, key in
      let count = min(Self.columns, span.upperBound - key)
      let (keys, values) = (
        pass.keys + geometry.key(item, head, key), pass.values + geometry.key(item, head, key)
      )
      func transposed(
        _ source: UnsafePointer<Float>, _ memory: UnsafeMutablePointer<Float>
      ) -> PackedOperand {
        PackedOperand(
          source, depth: width, columns: count, rowStride: 1,
          columnStride: geometry.placeStride, into: memory)
      }
      let sums = index * Self.columns * width
      return KeyBlock(
        keys: key..<(key + count), transposedKeys: transposed(keys, memory.panels[index][0]),
        transposedValues: transposed(values, memory.panels[index][1]),
        packedKeys: PackedOperand(
          keys, depth: count, columns: width, rowStride: geometry.placeStride, columnStride: 1,
          into: memory.panels[index][2]),
        keySums: memory.keySums + sums, valueSums: memory.valueSums + sums)
    }
  }

  /// Lets a block of queries meet the blocks of a span.
  private func meet(
    _ blocks: [KeyBlock], _ queries: Range<Int>, _ frame: Frame, _ memory: Memory
  ) {
    let rows = queries.count
    for (row, query) in queries.enumerated() {
      let offset = geometry.query(item, head, query)
      oko_binary_scalar(
        OKO_MULTIPLY, pass.queries + offset, geometry.scale * AttentionGeometry.doublings,
        memory.queries + row * width, Int64(width))
      (memory.slopes + row * width).update(from: pass.slopes + offset, count: width)
    }
    memory.querySums.update(repeating: 0, count: rows * width)
    let queryPanel = PackedOperand(
      memory.queries, depth: rows, columns: width, rowStride: width, columnStride: 1,
      into: memory.queryPanel)
    let slopePanel = PackedOperand(
      memory.slopes, depth: rows, columns: width, rowStride: width, columnStride: 1,
      into: memory.slopePanel)
    for block in blocks {
      if geometry.mask.isCausal && block.keys.lowerBound >= queries.upperBound { break }
      weigh(block, queries, frame, memory)
      add(block, rows, queryPanel, slopePanel, memory)
    }
    for (row, query) in queries.enumerated() {
      oko_axpy(
        geometry.scale, memory.querySums + row * width,
        results.queries[part] + geometry.query(item, head, query), Int64(width))
    }
  }

  /// Leaves the shares in the scores, and the slopes of the scores beside them.
  private func weigh(
    _ block: KeyBlock, _ queries: Range<Int>, _ frame: Frame, _ memory: Memory
  ) {
    block.transposedKeys.multiply(
      memory.queries, rows: queries.count, rowStride: width, into: memory.scores,
      stride: Self.columns, isAdded: false)
    block.transposedValues.multiply(
      memory.slopes, rows: queries.count, rowStride: width, into: memory.scoreSlopes,
      stride: Self.columns, isAdded: false)
    let (query, key) = (queries.lowerBound, block.keys.lowerBound)
    var scores = geometry.block(
      memory.scores, query: query, rows: queries.count, key: key, columns: block.keys.count,
      bias: frame.bias)
    let logs = pass.logs + (item * geometry.heads + head) * geometry.queries
    oko_attend_backward(
      &scores, logs + query, frame.totals + query, memory.scoreSlopes,
      frame.biasSlopes.map { $0 + (key - query) })
  }

  /// Adds what the shares and the slopes of the scores mean for values, keys and queries.
  private func add(
    _ block: KeyBlock, _ rows: Int, _ queryPanel: PackedOperand, _ slopePanel: PackedOperand,
    _ memory: Memory
  ) {
    slopePanel.multiply(
      memory.scores, rows: block.keys.count, rowStride: 1, columnStride: Self.columns,
      into: block.valueSums, stride: width, isAdded: true)
    queryPanel.multiply(
      memory.scoreSlopes, rows: block.keys.count, rowStride: 1, columnStride: Self.columns,
      into: block.keySums, stride: width, isAdded: true)
    block.packedKeys.multiply(
      memory.scoreSlopes, rows: rows, rowStride: Self.columns, into: memory.querySums,
      stride: width, isAdded: true)
  }
}
