/// The table kern: by how much pairs of glyphs move together or apart.
struct KerningTable: Sendable {
  private var values: [Int: Int] = [:]

  /// Reads the horizontal pairs of format 0; other formats are left out, as is a table of Apple's.
  init(_ table: FontTable) throws(FontError) {
    guard try table.uint16(0) == 0 else { return }
    var place = 4
    for _ in 0..<(try table.uint16(2)) {
      let (length, coverage) = (try table.uint16(place + 2), try table.uint16(place + 4))
      // Of format 0, horizontal, no minimum, not across.
      if coverage & 0xff07 == 1 {
        for index in 0..<(try table.uint16(place + 6)) {
          let pair = place + 14 + index * 6
          values[try table.uint32(pair)] = try table.int16(pair + 4)
        }
      }
      // Of a single large subtable the length does not fit its 16 bits; nothing follows it.
      place += max(length, 6)
    }
  }

  /// Font units to add between two glyphs.
  func value(_ left: Int, _ right: Int) -> Int { values[left << 16 | right] ?? 0 }
}
