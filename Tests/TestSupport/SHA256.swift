/// The hash of FIPS 180-4, for comparing pixels with reference hashes.
public enum SHA256 {
  /// The hash of `bytes` in lower-case hexadecimal digits.
  public static func hex(_ bytes: [UInt8]) -> String {
    var state = initialState
    var tail = Array(bytes.suffix(bytes.count % 64))
    bytes.withUnsafeBufferPointer { buffer in
      for start in stride(from: 0, to: bytes.count - tail.count, by: 64) {
        compress(&state, UnsafeBufferPointer(rebasing: buffer[start..<(start + 64)]))
      }
    }
    tail.append(0x80)
    while tail.count % 64 != 56 { tail.append(0) }
    let bits = UInt64(bytes.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    tail.withUnsafeBufferPointer { buffer in
      for start in stride(from: 0, to: tail.count, by: 64) {
        compress(&state, UnsafeBufferPointer(rebasing: buffer[start..<(start + 64)]))
      }
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
    value &>> count | value &<< (32 &- count)
  }

  private static func compress(_ state: inout [UInt32], _ block: UnsafeBufferPointer<UInt8>) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
      for i in 0..<16 {
        let high = UInt32(block[4 &* i]) &<< 24 | UInt32(block[4 &* i &+ 1]) &<< 16
        words[i] = high | UInt32(block[4 &* i &+ 2]) &<< 8 | UInt32(block[4 &* i &+ 3])
      }
      for i in 16..<64 {
        let (early, late) = (words[i &- 15], words[i &- 2])
        let first = rotate(early, 7) ^ rotate(early, 18) ^ early &>> 3
        let second = rotate(late, 17) ^ rotate(late, 19) ^ late &>> 10
        words[i] = words[i &- 16] &+ first &+ words[i &- 7] &+ second
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      constants.withUnsafeBufferPointer { constants in
        for i in 0..<64 {
          let mixed = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
          let choice = e & f ^ ~e & g
          let first = h &+ mixed &+ choice &+ constants[i] &+ words[i]
          let blended = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
          let majority = a & b ^ a & c ^ b & c
          (h, g, f, e) = (g, f, e, d &+ first)
          (d, c, b, a) = (c, b, a, first &+ blended &+ majority)
        }
      }
      for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
    }
  }

  /// The fraction bits of the square roots of the first eight primes.
  private static let initialState: [UInt32] = primes(8).map {
    fraction(of: Double($0).squareRoot())
  }

  /// The fraction bits of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = primes(64).map { prime in
    // Newton's method doubles the digits each time; Double holds 32 bits of fraction with room.
    var root = Double(prime).squareRoot()
    for _ in 0..<60 { root -= (root * root * root - Double(prime)) / (3 * root * root) }
    return fraction(of: root)
  }

  private static func fraction(of value: Double) -> UInt32 {
    UInt32((value - value.rounded(.down)) * 4_294_967_296)
  }

  private static func primes(_ count: Int) -> [Int] {
    var found: [Int] = []
    var candidate = 2
    while found.count < count {
      if !found.contains(where: { candidate % $0 == 0 }) { found.append(candidate) }
      candidate += 1
    }
    return found
  }
}
