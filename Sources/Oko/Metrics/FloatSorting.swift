/// Sorts floats by their bits, eleven at a time: some times faster than by comparing them.
package enum FloatSorting {
  private static let bits: UInt32 = 11
  private static let bucketCount = 1 << 11

  /// Sorts `count` numbers from the least to the greatest, where −0 comes before 0.
  package static func sort(_ values: UnsafeMutablePointer<Float>, count: Int) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * count) { keys in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * bucketCount) { places in
        guard let first = keys.baseAddress, let places = places.baseAddress else { return }
        let second = first + count
        places.initialize(repeating: 0, count: 3 * bucketCount)
        for index in 0..<count {
          let key = key(of: values[index])
          first[index] = key
          for pass in 0..<3 { places[bucket(of: key, pass)] += 1 }
        }
        for pass in 0..<3 {
          var place = 0
          for bucket in (pass * bucketCount)..<((pass + 1) * bucketCount) {
            (places[bucket], place) = (place, place + places[bucket])
          }
        }
        distribute(first, to: second, count, pass: 0, places)
        distribute(second, to: first, count, pass: 1, places)
        distribute(first, to: second, count, pass: 2, places)
        for index in 0..<count { values[index] = value(of: second[index]) }
      }
    }
  }

  private static func distribute(
    _ source: UnsafePointer<UInt32>, to target: UnsafeMutablePointer<UInt32>, _ count: Int,
    pass: Int, _ places: UnsafeMutablePointer<Int>
  ) {
    for index in 0..<count {
      let key = source[index]
      let bucket = bucket(of: key, pass)
      target[places[bucket]] = key
      places[bucket] &+= 1
    }
  }

  @inline(__always)
  private static func bucket(of key: UInt32, _ pass: Int) -> Int {
    pass &* bucketCount
      &+ Int(truncatingIfNeeded: (key &>> (bits &* UInt32(truncatingIfNeeded: pass))) & 0x7ff)
  }

  /// A whole number in whose order floats are.
  @inline(__always)
  private static func key(of value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }

  @inline(__always)
  private static func value(of key: UInt32) -> Float {
    Float(bitPattern: key & 0x8000_0000 == 0 ? ~key : key & 0x7fff_ffff)
  }
}
