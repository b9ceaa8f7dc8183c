import COkoKernels

/// The backward pass: shares are computed anew, block by block, from the logarithms that the forward pass kept.
///
/// After Dao et al. 2022 (FlashAttention, algorithm 4). The chunks of work are the keys of one head, or a part of
/// them where there are few heads; each part sums up the gradient of all queries on its own.
struct AttentionBackward {
  let geometry: AttentionGeometry
  let queries: UnsafePointer<Float>
  let keys: UnsafePointer<Float>
  let values: UnsafePointer<Float>
  let bias: DistanceBias?
  /// What was gathered, and the gradient there.
  let gathered: UnsafePointer<Float>
  let slopes: UnsafePointer<Float>
  /// log₂ Σ 2^score for every head and query.
  let logs: UnsafePointer<Float>

  /// Where the gradients go.
  struct Results {
    /// One for each part of the keys, to be added up.
    let queries: [UnsafeMutablePointer<Float>]
    let keys: UnsafeMutablePointer<Float>
    let values: UnsafeMutablePointer<Float>
    /// For every chunk the sums at the entries of a head's bias.
    let bias: UnsafeMutablePointer<Double>?
  }

  /// Into how many parts the keys are cut: enough to keep some threads busy.
  static func parts(_ geometry: AttentionGeometry) -> Int {
    max(1, min(8 / max(1, geometry.batch * geometry.heads), geometry.keys / 1024))
  }

  /// Writes all gradients.
  func run(into results: Results) {
    let parts = results.queries.count, heads = geometry.heads
    let step = AttentionGeometry.blockColumns
    let most = ((geometry.keys + parts - 1) / parts + step - 1) / step * step
    Workers.shared.run(chunks: geometry.batch * heads * parts) { chunk in
      let part = chunk % parts, head = chunk / parts % heads, item = chunk / parts / heads
      let first = min(geometry.keys, part * most)
      let own = first..<min(geometry.keys, first + most)
      let walk = AttentionBackwardWalk(
        pass: self, item: item, head: head, results: results, part: part, chunk: chunk)
      walk.run(over: own)
    }
  }
}

extension AttentionBackward {
  /// The gradients at inputs of these shapes.
  func gradients(_ shapes: [Shape]) -> [Tensor?] {
    let partCount = Self.parts(geometry), chunks = geometry.batch * geometry.heads * partCount
    let parts = (0..<partCount).map { _ in Storage(count: shapes[0].count) }
    let keyStorage = Storage(count: shapes[1].count)
    let valueStorage = Storage(count: shapes[1].count)
    let entries = shapes.count > 3 ? shapes[3][1] : 0
    var sums = [Double](repeating: 0, count: chunks * entries)
    sums.withUnsafeMutableBufferPointer { sums in
      run(
        into: Results(
          queries: parts.map(\.pointer), keys: keyStorage.pointer,
          values: valueStorage.pointer, bias: entries > 0 ? sums.baseAddress : nil))
    }
    let queryCount = shapes[0].count
    for part in parts.dropFirst() {
      Workers.shared.run(over: queryCount, grain: StridedWalk.grain) {
        let sum = parts[0].pointer + $0.lowerBound
        oko_binary(OKO_ADD, sum, part.pointer + $0.lowerBound, sum, Int64($0.count))
      }
    }
    let results = [
      Tensor(shape: shapes[0], storage: parts[0], node: nil),
      Tensor(shape: shapes[1], storage: keyStorage, node: nil),
      Tensor(shape: shapes[2], storage: valueStorage, node: nil),
    ]
    return entries > 0 ? results + [biasGradient(sums, shapes[3], partCount)] : results
  }

  /// Adds up the chunks of each head.
  private func biasGradient(_ sums: [Double], _ shape: Shape, _ parts: Int) -> Tensor {
    let entries = shape[1]
    var totals = [Double](repeating: 0, count: shape.count)
    for (index, sum) in sums.enumerated() {
      let head = index / entries / parts % shape[0]
      totals[head * entries + index % entries] += sum
    }
    return Tensor(totals.map { Float($0) }, shape: shape)
  }
}
