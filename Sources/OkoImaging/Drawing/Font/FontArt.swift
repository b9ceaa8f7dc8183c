/// The letters, drawn for Oko as text.
///
/// A block has a line with its characters and then their rows, `#` where there is ink. Row 0 is the top of a capital
/// and row 6 its foot; small letters begin at row 2, and what hangs below the line fills rows 7 and 8.
enum FontArt {
  /// The glyphs of one drawing, by character.
  static func glyphs(in art: String) -> [(character: Character, glyph: Glyph)] {
    var result: [(Character, Glyph)] = []
    var block: [Substring] = []
    for line in art.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.isEmpty else {
        block.append(line)
        continue
      }
      result += glyphs(ofBlock: block)
      block = []
    }
    return result + glyphs(ofBlock: block)
  }

  private static func glyphs(ofBlock lines: [Substring]) -> [(Character, Glyph)] {
    guard let header = lines.first else { return [] }
    let characters = header.filter { $0 != " " }
    let rows = lines.dropFirst().map { Array($0.utf8.split(separator: 0x20)) }
    return characters.enumerated().map { index, character in
      let width = rows.first.map { $0[index].count } ?? 0
      var ink: [Glyph.Dot] = []
      for (y, row) in rows.enumerated() {
        for (x, mark) in row[index].enumerated() where mark == 0x23 {
          ink.append(Glyph.Dot(x: x, y: y))
        }
      }
      return (character, Glyph(width: width, ink: ink))
    }
  }
}
