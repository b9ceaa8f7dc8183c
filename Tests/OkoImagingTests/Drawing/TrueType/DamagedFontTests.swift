import OkoImaging
import Testing

@Suite("Damaged fonts end in a font or an error")
struct DamagedFontTests {
  /// Reads and draws all that is in `bytes`; whether there was no error.
  @discardableResult
  private func exercise(_ bytes: [UInt8]) -> Bool {
    do throws(FontError) {
      let font = try TrueTypeFont(bytes)
      for glyph in 0..<min(font.glyphCount, 40) {
        var image = Image(width: 12, height: 12, channels: .gray, filledWith: [255])
        let outline = try font.outline(ofGlyph: glyph)
        image.fill(outline.mapped { $0 / 50 }, color: 0)
        _ = try font.advance(of: glyph)
      }
      for scalar in ["A", "o", ":", "é", "\u{f041}", "😁"] as [Unicode.Scalar] {
        _ = try font.glyph(of: scalar)
      }
      _ = try font.outline(of: "A:o ", size: 20)
      return true
    } catch {
      return false
    }
  }

  @Test("Cut fonts end in an error", arguments: [4, 6, 12])
  func cutFontsEndInAnError(format: Int) {
    let bytes = MadeFont(characterFormat: format).bytes
    #expect(exercise(bytes))
    // The last table is padded; what is cut from the padding is not missed.
    for count in 0..<(bytes.count - 2) { #expect(!exercise(Array(bytes.prefix(count)))) }
  }

  @Test("Flipped bits never trap", arguments: [4, 6, 12])
  func flippedBitsNeverTrap(format: Int) {
    let bytes = MadeFont(characterFormat: format).bytes
    for index in bytes.indices {
      for pattern in [0xff, 0x80, 0x40, 0x01] as [UInt8] {
        var damaged = bytes
        damaged[index] ^= pattern
        exercise(damaged)
      }
    }
  }

  @Test("Numbers at their limits never trap")
  func numbersAtTheirLimitsNeverTrap() {
    let bytes = MadeFont().bytes
    for index in 0..<(bytes.count - 4) {
      for value in [[0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0x80, 0, 0, 0]] {
        var damaged = bytes
        for offset in 0..<4 { damaged[index + offset] = UInt8(value[offset]) }
        exercise(damaged)
      }
    }
  }

  @Test("A composition of itself is an error")
  func aCompositionOfItselfIsAnError() throws {
    let font = try TrueTypeFont(MadeFont(partOfItself: true).bytes)
    #expect(throws: FontError.self) { try font.outline(ofGlyph: 3) }
  }

  @Test("An error names its byte")
  func anErrorNamesItsByte() {
    var bytes = MadeFont().bytes
    // The second entry of the directory is glyf; its length is made longer than the file.
    bytes[12 + 16 + 13] = 0xff
    do throws(FontError) {
      _ = try TrueTypeFont(bytes)
      Issue.record("a table beyond the end of the file was read")
    } catch {
      #expect(error.code == .damaged)
      #expect(error.byteOffset != nil)
      #expect(error.description.contains("glyf"))
    }
  }
}
