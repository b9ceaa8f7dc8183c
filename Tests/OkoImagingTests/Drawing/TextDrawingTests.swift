import OkoImaging
import Testing

@Suite("Text")
struct TextDrawingTests {
  @Test("At scale 1 a dot of a letter is a pixel")
  func pixels() {
    var image = BoxDrawingTests.blank(10, 9)
    image.drawText("TI", x: 0, y: 1, color: .white)
    #expect(
      BoxDrawingTests.rows(image) == [
        "..........", "#####.###.", "..#....#..", "..#....#..", "..#....#..", "..#....#..",
        "..#....#..", "..#...###.", "..........",
      ])
    #expect(TextSize.width(of: "TI") == 9)
    #expect(TextSize.width(of: "TI", scale: 2) == 18)
    #expect(TextSize.width(of: "") == 0)
  }

  @Test("Every letter of Latin and Cyrillic has its own drawing")
  func coverage() {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7e, 0xa0...0xff, 0x100...0x17f, 0x400...0x45f, 0x490...0x491,
    ]
    let missing = ranges.joined().compactMap { Unicode.Scalar($0).map(Character.init) }
      .filter { !Font.contains($0) }
    #expect(missing.isEmpty, "\(missing)")
    for character in "–—‘’“”„…•№€−→←≤≥×°șț" { #expect(Font.contains(character)) }
    #expect(!Font.contains("漢"))
  }

  private func drawn(_ text: String, scale: Double = 1) -> Image {
    var image = BoxDrawingTests.blank(40, 40)
    image.drawText(text, x: 6, y: 8, color: .white, scale: scale)
    return image
  }

  @Test("Letters with accents differ from those without, and from each other")
  func accents() {
    for letters in [
      "AÀÁÂÃÄÅĀĂĄ", "eèéêëēĕėęě", "iìíîïĩīĭįıl", "OÒÓÔÕÖØŌŎŐQ", "ИЙ", "ЕЁ", "иий".dropFirst() + "",
      "ІЇ", "гґѓ", "ŞŚŜŠ", "ZŹŻŽ", "0123456789", "ШЩЦ", "ьъыб",
    ] {
      let pictures = Set(letters.map { drawn(String($0)) })
      #expect(pictures.count == letters.count, "\(letters)")
    }
  }

  @Test("A letter in two code points is the letter in one")
  func decomposed() {
    #expect(drawn("и\u{306}") == drawn("й"))
    #expect(drawn("A\u{30a}") == drawn("Å"))
    #expect(drawn("Й") != drawn("И"))
  }

  @Test("Unknown characters are boxes, line breaks are spaces")
  func unknown() {
    #expect(drawn("漢") == drawn("□"))
    #expect(drawn("🙂") == drawn("□"))
    #expect(drawn("a\nb") == drawn("a b"))
    #expect(drawn("a\tb") == drawn("a b"))
  }

  @Test("Text that lies outside is left out and does not trap")
  func outside() {
    for (x, y) in [
      (-1e9, 0.0), (0, 1e9), (.nan, .nan), (.infinity, -.infinity), (100, 3), (3, -40),
    ] {
      var image = BoxDrawingTests.blank(20, 10)
      for scale in [1, 0, -3, 1.5, .nan, 2] {
        image.drawText("Ёлки", x: x, y: y, color: .white, scale: scale, degrees: 30)
      }
      // What is no number counts as zero.
      #expect((image == BoxDrawingTests.blank(20, 10)) == !x.isNaN)
    }
    var image = BoxDrawingTests.blank(20, 10)
    image.drawText("HHHHHHH", x: -3, y: -2, color: .white)
    let cut = drawn("HHHHHHH")
    #expect(
      image.cropped(x: 0, y: 0, width: 15, height: 5)
        == cut.cropped(x: 9, y: 10, width: 15, height: 5))
    var large = BoxDrawingTests.blank(20, 10)
    large.drawText("W", x: 0, y: 0, color: .white, scale: .infinity, degrees: .infinity)
    large.drawText("W", x: 0, y: 0, color: .white, scale: 1, degrees: .nan)
  }

  @Test("Turned by a quarter, text is the picture turned")
  func turned() {
    var upright = BoxDrawingTests.blank(40, 40)
    upright.drawText("Rotated", x: 3, y: 10, color: .white)
    var turned = BoxDrawingTests.blank(40, 40)
    turned.drawText("Rotated", x: 30, y: 3, color: .white, degrees: 90)
    #expect(TestPictures.largestDifference(upright.rotatedClockwise(), turned) <= 1)
  }

  @Test("What is too wide is shortened")
  func shortened() {
    #expect(TextSize.shortened("segment", toWidth: 100) == "segment")
    let short = TextSize.shortened("segmentation", toWidth: 40)
    #expect(short.hasSuffix("…"))
    #expect(short.hasPrefix("segm"))
    #expect(TextSize.width(of: short) <= 40)
    #expect(TextSize.shortened("a", toWidth: 0) == "")
    #expect(TextSize.shortened("abc", toWidth: -.infinity) == "")
  }

  @Test("Neighbouring classes have different colours, and text can be read on each")
  func palette() {
    let colors = (0..<1024).map(Palette.color(of:))
    #expect(Set(colors.prefix(80)).count == 80)
    for color in colors {
      #expect(Palette.contrast(color, Palette.textColor(on: color)) >= 4.5)
    }
    for index in 0..<80 {
      #expect(Palette.contrast(Palette.inkColor(of: index), .white) >= 3)
    }
    for (first, second) in zip(colors, colors.dropFirst()) {
      let parts = [
        Int(first.red) - Int(second.red), Int(first.green) - Int(second.green),
        Int(first.blue) - Int(second.blue),
      ]
      #expect(parts.map(abs).reduce(0, +) > 100)
    }
    #expect(Palette.color(of: .min) == Palette.color(of: 0))
    #expect(Palette.color(of: -1) == Palette.color(of: 1023))
    #expect(Palette.contrast(.black, .white) == 21)
  }
}
