#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Image {
  /// Draws one line of `text` with the built-in font, which has Latin and Cyrillic letters.
  ///
  /// (`x`, `y`) is the top left corner of its capitals; at `scale` 1 they are 7 pixels high, accents rise 3 pixels
  /// above them, and tails hang 2 pixels below the line. The text turns clockwise by `degrees` about that corner.
  /// An unknown character is a box. What lies outside the picture is left out.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func drawText(
    _ text: String, x: Double, y: Double, color: Color, scale: Double = 1, degrees: Double = 0,
    opacity: Double = 1
  ) {
    let glyphs = Font.glyphs(of: text)
    let scale = TextSize.scale(scale)
    let angle = Pixels.bounded(degrees) * .pi / 180
    let (right, down) = (Point(cos(angle), sin(angle)), Point(-sin(angle), cos(angle)))
    let origin = Pixels.bounded(Point(x, y))
    func place(_ column: Double, _ row: Double) -> Point {
      origin + right * ((column + 0.5) * scale) + down * ((row + 0.5) * scale)
    }
    let width = Double(Font.width(of: glyphs))
    let corners = [
      place(-1, Double(Font.top) - 1), place(width, Double(Font.top) - 1),
      place(-1, Double(Font.bottom) + 1), place(width, Double(Font.bottom) + 1),
    ]
    var coverage = Coverage(
      from: corners.reduce(corners[0]) { pointwiseMin($0, $1) },
      to: corners.reduce(corners[0]) { pointwiseMax($0, $1) }, in: size)
    guard !coverage.values.isEmpty else { return }
    var column = 0
    for glyph in glyphs {
      for stroke in glyph.strokes {
        coverage.add(
          from: place(Double(stroke.start.x + column), Double(stroke.start.y)),
          to: place(Double(stroke.end.x + column), Double(stroke.end.y)),
          radius: TextSize.strokeRadius * scale)
      }
      column += glyph.width + Font.gap
    }
    paint(coverage, color, opacity: opacity)
  }
}

/// How much room text takes.
public enum TextSize {
  /// Pixels from the left of the first letter to the right of the last.
  public static func width(of text: String, scale: Double = 1) -> Double {
    Double(Font.width(of: Font.glyphs(of: text))) * self.scale(scale)
  }

  /// Pixels of a capital letter's height.
  public static func capitalHeight(scale: Double = 1) -> Double {
    Double(Font.capitalHeight) * self.scale(scale)
  }

  /// `text`, or its beginning and an ellipsis, so that it takes at most `width` pixels; it may be empty.
  public static func shortened(_ text: String, toWidth width: Double, scale: Double = 1) -> String {
    guard self.width(of: text, scale: scale) > width else { return text }
    var characters = Array(text)
    while !characters.isEmpty {
      characters.removeLast()
      let candidate = String(characters) + "…"
      if self.width(of: candidate, scale: scale) <= width { return candidate }
    }
    return ""
  }

  /// Half the width of a stroke, of a dot's.
  static let strokeRadius = 0.5

  /// A scale that can be drawn with.
  package static func scale(_ scale: Double) -> Double {
    scale.isNaN ? 1 : min(max(scale, 0.25), 1000)
  }
}
