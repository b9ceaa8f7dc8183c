/// Where blocks lie in one piece of memory, so that those never overlap whose lifetimes do.
///
/// The largest is placed first, each as low as it fits (the greedy-by-size order of Pisarchyk and Lee 2020).
package struct ArenaPlan: Sendable {
  /// The first scalar of every block, a multiple of `alignment`.
  package let offsets: [Int]
  /// How many scalars all together take.
  package let count: Int

  /// The scalars of a cache line.
  static let alignment = 16

  /// Plans blocks of `sizes` scalars, each in use during its lifetime.
  package init(sizes: [Int], lifetimes: [ClosedRange<Int>]) {
    var offsets = [Int](repeating: 0, count: sizes.count)
    var placed: [(range: Range<Int>, lifetime: ClosedRange<Int>)] = []
    var count = 0
    let order = sizes.indices.sorted { (sizes[$0], $1) > (sizes[$1], $0) }
    for block in order {
      let size = (sizes[block] + Self.alignment - 1) / Self.alignment * Self.alignment
      var offset = 0
      for other in placed where other.lifetime.overlaps(lifetimes[block]) {
        guard other.range.lowerBound < offset + size else { break }
        offset = max(offset, other.range.upperBound)
      }
      offsets[block] = offset
      count = max(count, offset + size)
      let index = placed.firstIndex { $0.range.lowerBound > offset } ?? placed.endIndex
      placed.insert((offset..<offset + size, lifetimes[block]), at: index)
    }
    (self.offsets, self.count) = (offsets, count)
  }
}
