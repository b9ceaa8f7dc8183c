/// FNV-1a (Fowler, Noll and Vo) in 64 bits: the same number for the same bytes on any machine, in any run.
///
/// No defence against those who look for two inputs of one hash.
struct StableHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Mixes in `bytes`, one after another.
  mutating func mix(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  /// Mixes in eight bytes at once; the high bits are folded back, as multiplying alone never brings them down.
  mutating func mix(word: UInt64) {
    value ^= word
    value = (value &* 0x100_0000_01b3) ^ (value >> 29)
  }

  /// Mixes the length of `text` in and then its bytes, so that no two texts run into each other.
  mutating func mix(text: String) {
    mix(word: UInt64(text.utf8.count))
    mix(text.utf8)
  }
}
