/// The built-in letters: Latin with its accents, Cyrillic, and common signs.
package enum Font {
  /// Columns between two letters.
  static let gap = 1
  /// Columns of a space, both gaps left out.
  static let spaceWidth = 3
  /// Rows of a capital above the line that letters stand on.
  static let capitalHeight = 7
  /// The topmost row that an accent reaches, relative to the top of a capital.
  static let top = -3
  /// The lowest row that a letter reaches.
  static let bottom = 8

  /// What `text` is drawn with; an unknown character is a box, a line break or a tab a space.
  static func glyphs(of text: String) -> [Glyph] {
    text.flatMap { character -> [Glyph] in
      if let glyph = table.glyphs[character] { return [glyph] }
      if let sequence = table.sequences[character] { return sequence }
      return character.isWhitespace ? [space] : [unknown]
    }
  }

  /// Whether `character` has a drawing of its own.
  package static func contains(_ character: Character) -> Bool {
    table.glyphs[character] != nil || table.sequences[character] != nil
      || character.isWhitespace
  }

  /// Columns that `glyphs` take, without a gap at the end.
  static func width(of glyphs: [Glyph]) -> Int {
    max(0, glyphs.reduce(0) { $0 + $1.width + gap } - gap)
  }

  private static let space = Glyph(width: spaceWidth, ink: [])
  private static let unknown = table.glyphs["□"] ?? space

  // Characters are compared by canonical equivalence, so й is found whether it comes as one scalar or as two.
  private static let table = makeTable()

  private static func makeTable() -> (
    glyphs: [Character: Glyph], sequences: [Character: [Glyph]]
  ) {
    var glyphs: [Character: Glyph] = [:]
    for art in [FontArt.latin, FontArt.latinMore, FontArt.cyrillic] {
      for (character, glyph) in FontArt.glyphs(in: art) { glyphs[character] = glyph }
    }
    for (character, base) in pairs(FontComposition.lookalikes) { glyphs[character] = glyphs[base] }
    for accent in FontComposition.accents {
      let drawing = accent.art.joined(separator: "\n")
      guard let mark = FontArt.glyphs(in: "x\n" + drawing).first?.glyph else { continue }
      for (character, base) in pairs(accent.letters) {
        guard let letter = glyphs[base] else { continue }
        glyphs[character] = letter.accented(mark, accent.place)
      }
    }
    var sequences: [Character: [Glyph]] = [:]
    for (character, text) in FontComposition.sequences {
      sequences[character] = text.compactMap { glyphs[$0] }
    }
    return (glyphs, sequences)
  }

  private static func pairs(_ text: String) -> [(Character, Character)] {
    text.split(separator: " ").compactMap { pair in
      guard let first = pair.first, let last = pair.last, pair.count == 2 else { return nil }
      return (first, last)
    }
  }
}

extension Glyph {
  fileprivate func accented(_ mark: Glyph, _ place: FontComposition.Place) -> Glyph {
    let height = (mark.ink.map(\.y).max() ?? 0) + 1
    switch place {
    case .above:
      let above = max(Font.top, top - 1 - height)
      return adding(mark, x: (width - mark.width) / 2, y: above)
    case .below: return adding(mark, x: (width - mark.width + 1) / 2, y: 7)
    case .beside: return adding(mark, x: width + 1, y: 0)
    }
  }
}
