/// A TrueType font: its measures and the outlines of its glyphs, without hinting.
///
///     let font = try TrueTypeFont(path: "DejaVuSansMono.ttf")
///     let line = try font.outline(of: "TOTAL 12.90", size: 24)
///
/// Bytes are taken for hostile: whatever they hold, reading ends in a font, a glyph or a ``FontError``.
public struct TrueTypeFont: Sendable {
  /// Font units of the height that a size in pixels stands for.
  public let unitsPerEm: Int
  /// Font units that letters rise above the line they stand on.
  public let ascender: Int
  /// Font units that tails hang below the line; negative in most fonts.
  public let descender: Int
  /// Glyphs, of which number 0 stands for characters that are missing.
  public var glyphCount: Int { glyphs.count }

  private let characters: CharacterMap
  private let glyphs: GlyphTable
  private let metrics: FontTable
  private let metricCount: Int
  private let kerning: KerningTable?

  /// The largest file that is read, in bytes.
  static let largestFile = 64 << 20

  /// Reads the font in `bytes`; of a collection (`.ttc`) the face number `face`.
  ///
  /// Throws for CFF outlines (`.otf`), web fonts, a face that is not there, and damaged tables. Glyphs are read when
  /// they are asked for.
  public init(_ bytes: [UInt8], face: Int = 0) throws(FontError) {
    let directory = try FontDirectory(bytes, face: face)
    let head = try directory.table("head")
    guard try head.uint32(12) == 0x5f0f_3cf5 else {
      throw head.damaged("the table head lacks its mark", at: 12)
    }
    unitsPerEm = try head.uint16(18)
    guard (16...16384).contains(unitsPerEm) else {
      throw head.damaged("\(unitsPerEm) units to the em; 16 to 16384 are allowed", at: 18)
    }
    let format = try head.int16(50)
    guard format == 0 || format == 1 else {
      throw head.damaged("locations of format \(format); 0 and 1 are known", at: 50)
    }
    let profile = try directory.table("maxp")
    glyphs = try GlyphTable(
      count: try profile.uint16(4), locations: try directory.table("loca"), isLong: format == 1,
      data: try directory.table("glyf"))
    let line = try directory.table("hhea")
    (ascender, descender) = (try line.int16(4), try line.int16(6))
    metrics = try directory.table("hmtx")
    metricCount = try line.uint16(34)
    guard metricCount > 0, metrics.count >= metricCount * 4 else {
      throw metrics.damaged(
        "\(metricCount) widths in a table hmtx of \(metrics.count) bytes", at: 0)
    }
    characters = try CharacterMap(try directory.table("cmap"))
    if let table = try directory.optionalTable("kern") {
      kerning = try KerningTable(table)
    } else {
      kerning = nil
    }
  }

  /// Reads the font in the file at `path`.
  public init(path: String, face: Int = 0) throws(FontError) {
    do throws(FontError) {
      self = try TrueTypeFont(try Self.bytes(path), face: face)
    } catch {
      throw error.inFile(path)
    }
  }

  /// The number of faces in `bytes`: 1 but for collections.
  public static func faceCount(_ bytes: [UInt8]) throws(FontError) -> Int {
    try FontDirectory.faces(bytes).count
  }

  /// A face of the file at `path`, and how many the file has.
  package static func face(
    _ face: Int, ofFileAt path: String
  ) throws(FontError) -> (font: TrueTypeFont, count: Int) {
    let bytes = try bytes(path)
    return (try TrueTypeFont(bytes, face: face), try faceCount(bytes))
  }

  /// The glyph that a character is drawn with; nil where the font has none.
  public func glyph(of scalar: Unicode.Scalar) throws(FontError) -> Int? {
    guard let glyph = try characters.glyph(of: scalar), glyph < glyphCount else { return nil }
    return glyph
  }

  /// Whether the font has glyphs of all characters of `text`, with an outline unless they are spaces.
  public func contains(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      guard let found = try? glyph(of: scalar) else { return false }
      return scalar.properties.isWhitespace || (try? glyphs.description(of: found)) != nil
    }
  }

  /// Font units from a glyph's origin to the next one's.
  public func advance(of glyph: Int) throws(FontError) -> Int {
    try metrics.uint16(min(max(glyph, 0), metricCount - 1) * 4)
  }

  /// Font units to add between two glyphs, mostly negative; 0 where the font says nothing.
  public func kerning(_ left: Int, _ right: Int) -> Int { kerning?.value(left, right) ?? 0 }

  /// The outline of a glyph in font units with y upwards; empty for a space.
  public func outline(ofGlyph glyph: Int) throws(FontError) -> CurvedOutline {
    CurvedOutline(try glyphs.points(of: glyph))
  }

  private static func bytes(_ path: String) throws(FontError) -> [UInt8] {
    do throws(ImageError) {
      let (bytes, size) = try FileBytes.read(path, limit: largestFile)
      guard size <= largestFile else {
        throw ImageError(.tooLarge, "\(size) bytes, more than a font has")
      }
      return bytes
    } catch {
      throw FontError(error.code == .tooLarge ? .tooLarge : .unreadable, error.message)
    }
  }
}
