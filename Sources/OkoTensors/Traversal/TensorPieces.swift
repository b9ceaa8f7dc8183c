/// The scalars of several tensors, cut and gathered into chunks of about equal work.
///
/// A network has hundreds of small parameters: one pass over all of them costs less than one for each, and leaves no
/// thread without work.
package struct TensorPieces: Sendable {
  /// Some scalars of one tensor.
  package struct Piece: Sendable {
    /// The place of the tensor in the list.
    package let tensor: Int
    /// Its scalars.
    package let range: Range<Int>
  }

  /// All pieces, in the order of the tensors.
  package let pieces: [Piece]
  /// The pieces of each chunk.
  private let chunks: [Range<Int>]

  /// The scalars of a chunk.
  private static let grain = 1 << 15

  /// Cuts tensors of so many scalars.
  package init(counts: [Int]) {
    var (pieces, chunks): ([Piece], [Range<Int>]) = ([], [])
    var (first, gathered) = (0, 0)
    for (tensor, count) in counts.enumerated() {
      for start in stride(from: 0, to: count, by: Self.grain) {
        let range = start..<min(count, start + Self.grain)
        pieces.append(Piece(tensor: tensor, range: range))
        gathered += range.count
        guard gathered >= Self.grain else { continue }
        chunks.append(first..<pieces.count)
        (first, gathered) = (pieces.count, 0)
      }
    }
    if first < pieces.count { chunks.append(first..<pieces.count) }
    (self.pieces, self.chunks) = (pieces, chunks)
  }

  /// Calls `body` with the number of every piece, on all threads.
  package func run(_ body: (Int) -> Void) {
    Workers.shared.run(chunks: chunks.count) { chunk in
      for piece in chunks[chunk] { body(piece) }
    }
  }
}
