import OkoImaging
import Testing

@Suite("TrueType fonts")
struct TrueTypeFontTests {
  @Test("Measures are read")
  func measuresAreRead() throws {
    let font = try TrueTypeFont(MadeFont().bytes)
    #expect(font.unitsPerEm == 1000)
    #expect(font.ascender == 800)
    #expect(font.descender == -200)
    #expect(font.glyphCount == 5)
    for (glyph, advance) in MadeFont.advances.enumerated() {
      #expect(try font.advance(of: glyph) == advance)
    }
  }

  @Test(
    arguments: [
      (4, "A", 1), (4, "o", 2), (4, ":", 3), (4, " ", 4), (4, "B", nil), (6, "A", 1), (6, "B", 2),
      (6, "@", nil), (6, "C", nil), (12, " ", 4), (12, "A", 1), (12, "😁", 3), (12, "😂", nil),
    ] as [(Int, Unicode.Scalar, Int?)])
  func charactersFindTheirGlyphs(format: Int, scalar: Unicode.Scalar, glyph: Int?) throws {
    let font = try TrueTypeFont(MadeFont(characterFormat: format).bytes)
    #expect(try font.glyph(of: scalar) == glyph)
  }

  @Test("Straight and curved outlines are read")
  func straightAndCurvedOutlinesAreRead() throws {
    let font = try TrueTypeFont(MadeFont().bytes)
    let square = try font.outline(ofGlyph: 1)
    #expect(
      square.contours == [
        [
          SIMD2(0, 0), SIMD2(0, 250), SIMD2(0, 500), SIMD2(250, 500), SIMD2(500, 500),
          SIMD2(500, 250), SIMD2(500, 0), SIMD2(250, 0),
        ]
      ])
    // Of four control points, the curve begins between the last and the first.
    let ring = try font.outline(ofGlyph: 2)
    #expect(ring.contours.count == 2)
    #expect(
      ring.contours.first == [
        SIMD2(300, 0), SIMD2(100, 0), SIMD2(100, 200), SIMD2(100, 400), SIMD2(300, 400),
        SIMD2(500, 400), SIMD2(500, 200), SIMD2(500, 0),
      ])
    #expect(try font.outline(ofGlyph: 4).isEmpty)
  }

  @Test("Compositions are placed and scaled")
  func compositionsArePlacedAndScaled() throws {
    let colon = try TrueTypeFont(MadeFont().bytes).outline(ofGlyph: 3)
    #expect(colon.contours.count == 2)
    let bounds = try #require(colon.bounds)
    // 3277 / 16384 of 500 units is a hundredth above 100.
    #expect(bounds.x == 0 && bounds.y == 20)
    #expect(abs(bounds.width - 100) < 0.01)
    #expect(abs(bounds.maxY - 400) < 0.01)
  }

  @Test("A line of text is scaled and stands on zero")
  func aLineOfTextIsScaledAndStandsOnZero() throws {
    let font = try TrueTypeFont(MadeFont().bytes)
    let (outline, width) = try font.outline(of: "A A", size: 10, spacing: 1)
    #expect(abs(width - (7 + 2.5 + 7 + 2)) < 1e-9)
    let bounds = try #require(outline.bounds)
    #expect(abs(bounds.y + 5) < 1e-9 && abs(bounds.maxY) < 1e-9)
    #expect(abs(bounds.maxX - (7 + 2.5 + 2 + 5)) < 1e-9)
    #expect(font.contains("A o"))
    #expect(!font.contains("AB"))
  }

  @Test("Pairs are kerned")
  func pairsAreKerned() throws {
    let pairs = two(0, 1) + two(0, 20, 1, 1, 0, 0, 0) + two(1, 2, -150)
    let font = try TrueTypeFont(MadeFont(extraTables: [("kern", pairs)]).bytes)
    #expect(font.kerning(1, 2) == -150)
    #expect(font.kerning(2, 1) == 0)
    #expect(abs(try font.outline(of: "Ao", size: 100).width - (70 + 65 - 15)) < 1e-9)
  }

  @Test("Faces of a collection are found")
  func facesOfACollectionAreFound() throws {
    #expect(try TrueTypeFont.faceCount(MadeFont.collection) == 2)
    #expect(try TrueTypeFont(MadeFont.collection, face: 1).glyphCount == 5)
    #expect(throws: FontError.self) { try TrueTypeFont(MadeFont.collection, face: 2) }
  }

  @Test("Other fonts are named")
  func otherFontsAreNamed() {
    func code(_ bytes: [UInt8]) -> FontError.Code? {
      do throws(FontError) {
        _ = try TrueTypeFont(bytes)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code(MadeFont(kind: Array("OTTO".utf8)).bytes) == .unsupported)
    #expect(code(Array("wOF2".utf8) + Array(repeating: 0, count: 40)) == .unsupported)
    #expect(code(Array("<html><body>not here</body>".utf8)) == .notAFont)
    #expect(code([]) == .notAFont)
    #expect(code(MadeFont().bytes) == nil)
  }
}
