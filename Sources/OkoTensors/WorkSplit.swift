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

  /// The same for work of which every result has the same bits however it is cut, as that of convolutions: then one thread
  /// takes all at once, and several take pieces small enough to end together.
  static func exactGrain(count: Int, operations: Int, least: Int = 1) -> Int {
    let threads = Workers.shared.threadCount
    guard threads > 1 else { return max(count, 1) }
    let chunks = max(1, min(8 * threads, operations / 500_000, count / max(least, 1)))
    return (count + chunks - 1) / chunks
  }

  /// How many of `rows` rows of `columns` floats make a chunk: at most 64K floats, and of little work still chunks
  /// enough that several threads end together.
  static func rowGrain(rows: Int, columns: Int) -> Int {
    let floats = rows * columns
    let chunks = max((floats + (1 << 16) - 1) >> 16, min(8, floats >> 13), 1)
    // As many for each of two or four threads.
    let even = chunks < 4 ? chunks : (chunks + 3) / 4 * 4
    return max(1, (rows + even - 1) / even)
  }

  /// How many rows of `columns` floats make a chunk of a pass that memory bounds.
  static func rowGrain(columns: Int) -> Int {
    max(1, (1 << 16) / max(columns, 1))
  }
}

/// Calls `body` with pooled memory for `count` floats, whose values are unspecified.
///
/// What is not large is of few sizes: then the pool keeps few blocks, and the next step finds one that is still in the
/// cache.
func withScratch<Result>(
  _ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result
) -> Result {
  let (least, large) = (1 << 14, 1 << 20)
  let size =
    count < large ? max(least, 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)) : count
  let storage = Storage(count: size)
  return withExtendedLifetime(storage) { body(storage.pointer) }
}
