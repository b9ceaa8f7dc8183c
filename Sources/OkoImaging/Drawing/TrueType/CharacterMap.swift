/// The table cmap: which glyph a character is drawn with.
struct CharacterMap: Sendable {
  /// Characters in a row.
  private struct Run: Sendable {
    let first: Int
    let last: Int
    let glyphs: Glyphs
  }

  private enum Glyphs: Sendable {
    /// The code plus a number, by 65,536.
    case shifted(Int)
    /// The first code's glyph, then those that follow it.
    case following(Int)
    /// A 16-bit number for each code from a byte of the table on, shifted by 65,536 unless 0.
    case listed(offset: Int, shift: Int)
  }

  private let table: FontTable
  private let runs: [Run]
  /// Whether the codes are those of a symbol font, 0xF000 above the characters.
  private let isSymbolic: Bool

  init(_ table: FontTable) throws(FontError) {
    var best: (rank: Int, platform: Int, encoding: Int, offset: Int)?
    for index in 0..<(try table.uint16(2)) {
      let entry = 4 + index * 8
      let (platform, encoding) = (try table.uint16(entry), try table.uint16(entry + 2))
      let offset = try table.uint32(entry + 4)
      guard let rank = Self.rank(platform, encoding, format: try table.uint16(offset)) else {
        continue
      }
      if rank > best?.rank ?? 0 { best = (rank, platform, encoding, offset) }
    }
    guard let best else {
      throw FontError(
        .unsupported, "the font has no table of Unicode characters in format 4, 6 or 12")
    }
    self.table = try table.part(from: best.offset)
    isSymbolic = best.platform == 3 && best.encoding == 0
    switch try self.table.uint16(0) {
    case 4: runs = try Self.segments(self.table)
    case 6:
      let (first, count) = (try self.table.uint16(6), try self.table.uint16(8))
      runs =
        count > 0
        ? [Run(first: first, last: first + count - 1, glyphs: .listed(offset: 10, shift: 0))] : []
    default: runs = try Self.groups(self.table)
    }
  }

  /// The glyph of a character; nil where the font has none.
  func glyph(of scalar: Unicode.Scalar) throws(FontError) -> Int? {
    let code = Int(scalar.value)
    if let glyph = try glyph(ofCode: code) { return glyph }
    return isSymbolic && code < 256 ? try glyph(ofCode: code + 0xf000) : nil
  }

  private func glyph(ofCode code: Int) throws(FontError) -> Int? {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].last < code { low = middle + 1 } else { high = middle }
    }
    guard low < runs.count, runs[low].first <= code else { return nil }
    let run = runs[low]
    let glyph: Int
    switch run.glyphs {
    case .shifted(let shift): glyph = (code + shift) & 0xffff
    case .following(let first): glyph = first + code - run.first
    case .listed(let offset, let shift):
      let listed = try table.uint16(offset + (code - run.first) * 2)
      glyph = listed == 0 ? 0 : (listed + shift) & 0xffff
    }
    return glyph == 0 ? nil : glyph
  }

  /// How good a subtable is: all of Unicode before its first plane before symbols; nil for what is not read.
  private static func rank(_ platform: Int, _ encoding: Int, format: Int) -> Int? {
    guard format == 4 || format == 6 || format == 12 else { return nil }
    switch (platform, encoding) {
    case (3, 10): return 5
    case (0, 4), (0, 6): return 4
    case (3, 1): return 3
    case (0, 0...3): return 2
    case (3, 0): return 1
    default: return nil
    }
  }

  /// Format 4.
  private static func segments(_ table: FontTable) throws(FontError) -> [Run] {
    let size = try table.uint16(6) & ~1
    var runs: [Run] = []
    for place in stride(from: 14, to: 14 + size, by: 2) {
      let last = try table.uint16(place)
      let first = try table.uint16(place + size + 2)
      let shift = try table.uint16(place + 2 * size + 2)
      let rangePlace = place + 3 * size + 2
      let range = try table.uint16(rangePlace)
      guard first <= last else {
        throw table.damaged("characters \(first) to \(last) in the table cmap", at: place)
      }
      // The last segment of many fonts points nowhere with 0xFFFF.
      let isListed = range != 0 && range != 0xffff
      runs.append(
        Run(
          first: first, last: last,
          glyphs: isListed ? .listed(offset: rangePlace + range, shift: shift) : .shifted(shift)))
    }
    return try inOrder(runs, of: table)
  }

  /// Format 12.
  private static func groups(_ table: FontTable) throws(FontError) -> [Run] {
    let count = try table.uint32(12)
    guard count <= (table.count - 16) / 12 else {
      throw table.damaged("\(count) groups of characters, more than the table cmap holds", at: 12)
    }
    var runs: [Run] = []
    for index in 0..<count {
      let place = 16 + index * 12
      let (first, last) = (try table.uint32(place), try table.uint32(place + 4))
      guard first <= last, last <= 0x10_ffff else {
        throw table.damaged("characters \(first) to \(last) in the table cmap", at: place)
      }
      runs.append(
        Run(first: first, last: last, glyphs: .following(try table.uint32(place + 8))))
    }
    return try inOrder(runs, of: table)
  }

  private static func inOrder(_ runs: [Run], of table: FontTable) throws(FontError) -> [Run] {
    for (run, next) in zip(runs, runs.dropFirst()) where next.first <= run.last {
      throw table.damaged("the characters of the table cmap are not in order", at: 0)
    }
    return runs
  }
}
