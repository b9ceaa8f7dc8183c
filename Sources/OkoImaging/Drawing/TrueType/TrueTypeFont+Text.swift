extension TrueTypeFont {
  /// The outline of one line of `text`, `size` pixels to the em, with y downwards.
  ///
  /// The line begins at (0, 0) and stands on y = 0. Characters without a glyph are drawn with glyph 0, mostly a box.
  /// Accents are drawn where the font has the letter with its accent in one; nothing else is composed. Between
  /// letters, `spacing` pixels are added. The width includes the space after the last letter.
  public func outline(
    of text: String, size: Double, spacing: Double = 0
  ) throws(FontError) -> (outline: CurvedOutline, width: Double) {
    let scale = size / Double(unitsPerEm)
    var result = CurvedOutline()
    var place = 0.0
    var previous: Int?
    for scalar in composed(text) {
      let glyph = try self.glyph(of: scalar) ?? 0
      if let previous { place += Double(kerning(previous, glyph)) * scale + spacing }
      let start = place
      result.append(
        try outline(ofGlyph: glyph).mapped { Image.Point(start + $0.x * scale, -$0.y * scale) })
      place += Double(try advance(of: glyph)) * scale
      previous = glyph
    }
    return (result, place)
  }

  /// Pixels that a capital rises above the line at `size` pixels to the em, as H or else 0 does.
  public func capitalHeight(size: Double) throws(FontError) -> Double {
    for scalar in ["H", "0"] as [Unicode.Scalar] {
      guard let glyph = try glyph(of: scalar) else { continue }
      let top = try outline(ofGlyph: glyph).bounds?.maxY ?? 0
      if top > 0 { return top * size / Double(unitsPerEm) }
    }
    return Double(ascender) * 0.75 * size / Double(unitsPerEm)
  }

  /// The scalars of `text`, a letter and its accents as one where the font has them so.
  private func composed(_ text: String) -> [Unicode.Scalar] {
    text.flatMap { character -> [Unicode.Scalar] in
      let scalars = Array(character.unicodeScalars)
      guard scalars.count > 1, let single = CharacterComposition.single(character),
        (try? glyph(of: single)) != nil
      else { return scalars }
      return [single]
    }
  }
}
