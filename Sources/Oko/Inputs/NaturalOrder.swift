/// The order in which people count: `frame2` before `frame10`.
enum NaturalOrder {
  /// Whether `first` comes before `second`: runs of digits by their value, then the rest letter by letter.
  ///
  /// Capital and small letters count alike unless all else is equal.
  static func precedes(_ first: String, _ second: String) -> Bool {
    let (a, b) = (Array(first.lowercased().utf8), Array(second.lowercased().utf8))
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      guard isDigit(a[i]), isDigit(b[j]) else {
        // A folder's files come before those of a longer name that begins alike.
        if a[i] != b[j] { return rank(a[i]) < rank(b[j]) }
        (i, j) = (i + 1, j + 1)
        continue
      }
      let (x, y) = (number(a, &i), number(b, &j))
      if x.count != y.count { return x.count < y.count }
      if x != y { return x.lexicographicallyPrecedes(y) }
    }
    if (a.count - i) != (b.count - j) { return a.count - i < b.count - j }
    return first < second
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func rank(_ byte: UInt8) -> UInt8 { byte == 0x2F ? 0 : byte }

  /// The digits at `index` without leading zeros.
  private static func number(_ bytes: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
    while index < bytes.count, bytes[index] == 0x30 { index += 1 }
    let start = index
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    return bytes[start..<index]
  }
}
