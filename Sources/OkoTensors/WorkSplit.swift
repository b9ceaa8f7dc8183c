/// How work is cut into chunks for `Workers`: by its size alone, so that results keep their bits.
enum WorkSplit {
  /// The arithmetic of a chunk, in floating-point operations: some tens of microseconds.
  private static let leastOperations = 4_000_000
  /// More chunks than this balance no better.
  private static let mostChunks = 64

  /// How many of `count` items make a chunk, where all together take `operations`.
  static func grain(count: Int, operations: Int) -> Int {
    let chunks = max(1, min(mostChunks, operations / leastOperations, count))
    return (count + chunks - 1) / chunks
  }

  /// How many rows of `columns` floats make a chunk of a pass that memory bounds.
  static func rowGrain(columns: Int) -> Int {
    max(1, (1 << 16) / max(columns, 1))
  }
}

/// Calls `body` with pooled memory for `count` floats, whose values are unspecified.
func withScratch<Result>(
  _ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result
) -> Result {
  let storage = Storage(count: count)
  return withExtendedLifetime(storage) { body(storage.pointer) }
}
