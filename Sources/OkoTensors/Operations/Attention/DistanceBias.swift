/// A bias `[heads, 2 · limit − 1]` laid out so that a row of scores meets a row of it.
///
/// Unrolled, the entries of a head lie by distance without a limit: a query's row is a window that moves back by one
/// from query to query.
struct DistanceBias {
  let bias: UnsafePointer<Float>
  let distances: RelativeDistances

  private var width: Int { 2 * distances.limit - 1 }

  /// Writes the entries of all distances between `queries` and `keys`, in units of ln 2, and returns the place of distance 0.
  ///
  /// `memory` holds as many floats as there are queries and keys.
  func unrolled(
    _ head: Int, queries: Range<Int>, keys: Range<Int>, into memory: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float>? {
    let own = bias + head * width
    let least = keys.lowerBound - queries.upperBound + 1
    for index in 0..<max(0, queries.count + keys.count - 1) {
      memory[index] = own[distances.entry(least + index)] * AttentionGeometry.doublings
    }
    return UnsafePointer(memory - least)
  }

  /// Adds the slopes of all distances, which lie as `unrolled` writes its entries, to those of the entries.
  func fold(
    _ slopes: UnsafePointer<Float>, queries: Range<Int>, keys: Range<Int>,
    into sums: UnsafeMutablePointer<Double>
  ) {
    let least = keys.lowerBound - queries.upperBound + 1
    for index in 0..<max(0, queries.count + keys.count - 1) {
      sums[distances.entry(least + index)] += Double(slopes[index])
    }
  }
}
