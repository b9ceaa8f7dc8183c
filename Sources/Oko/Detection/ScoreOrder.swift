/// Sorting by score, in time that grows with the number of scores alone.
package enum ScoreOrder {
  /// The indices of all scores that are numbers, largest first and equal ones in their order.
  ///
  /// Radix sort over the 32 bits of a float, 11 at a time.
  package static func descending(_ scores: [Float]) -> [Int] {
    var keys: [UInt64] = []
    keys.reserveCapacity(scores.count)
    for (index, score) in scores.enumerated() where !score.isNaN {
      // Adding zero makes −0 equal to 0. Ascending keys are descending scores.
      let bits = (score + 0).bitPattern
      let ascending = bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
      keys.append(UInt64(~ascending) << 32 | UInt64(UInt32(truncatingIfNeeded: index)))
    }
    var other = keys
    for shift in [32, 43, 54] as [UInt64] { sortStep(&keys, into: &other, shift: shift) }
    return keys.map { Int($0 & 0xffff_ffff) }
  }

  /// One stable pass over the 11 bits above `shift`; leaves the result in `keys`.
  private static func sortStep(
    _ keys: inout [UInt64], into other: inout [UInt64], shift: UInt64
  ) {
    var places = [Int](repeating: 0, count: 1 << 11)
    keys.withUnsafeBufferPointer { source in
      places.withUnsafeMutableBufferPointer { places in
        for key in source { places[Int(key &>> shift & 0x7ff)] += 1 }
        var total = 0
        for bucket in places.indices { (places[bucket], total) = (total, total + places[bucket]) }
        other.withUnsafeMutableBufferPointer { result in
          for key in source {
            let bucket = Int(key &>> shift & 0x7ff)
            result[places[bucket]] = key
            places[bucket] += 1
          }
        }
      }
    }
    swap(&keys, &other)
  }
}
