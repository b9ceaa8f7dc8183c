#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Font {
  /// The outline of one line of `text`, with y downwards: it begins at (0, 0) and stands on y = 0.
  ///
  /// A capital is 7 × `scale` pixels high. Strokes are 2 × `radius` dots wide; where `isDotted`, only the dots are
  /// drawn, as a needle printer does. The width includes the gap after the last letter, and `spacing` dots more
  /// after each.
  package static func outline(
    of text: String, scale: Double, radius: Double = 0.5, spacing: Double = 0,
    isDotted: Bool = false
  ) -> (outline: CurvedOutline, width: Double) {
    var outline = CurvedOutline()
    var column = 0.0
    for glyph in glyphs(of: text) {
      func place(_ dot: Glyph.Dot) -> Image.Point {
        Image.Point(
          (column + Double(dot.x) + 0.5) * scale,
          (Double(dot.y) + 0.5 - Double(capitalHeight)) * scale)
      }
      if isDotted {
        for dot in glyph.ink {
          outline.append(stroke: place(dot), to: place(dot), radius: radius * scale)
        }
      } else {
        for stroke in glyph.strokes {
          outline.append(stroke: place(stroke.start), to: place(stroke.end), radius: radius * scale)
        }
      }
      column += Double(glyph.width + gap) + spacing
    }
    return (outline, column * scale)
  }
}

extension CurvedOutline {
  /// Adds a line of `radius` on both sides, with round ends; from a place to itself it is a disc.
  ///
  /// All lines wind the same way, so that they join where they overlap.
  package mutating func append(stroke start: Image.Point, to end: Image.Point, radius: Double) {
    let offset = end - start
    let length = (offset * offset).sum().squareRoot()
    let along = length > 0 ? offset / length : Image.Point(1, 0)
    let across = Image.Point(-along.y, along.x)
    var contour: [Image.Point] = []
    contour.reserveCapacity(20)
    for (center, other, turn) in [(end, start, -1.0), (start, end, 1.0)] {
      // Half a circle in four quadratic arcs of an eighth each, from one side to the other.
      for step in 0...4 {
        let (sine, cosine) = Self.eighths[step]
        contour.append(center + (across * (turn * cosine) - along * (turn * sine)) * radius)
        guard step < 4 else { break }
        let (halfSine, halfCosine) = Self.halves[step]
        contour.append(center + (across * (turn * halfCosine) - along * (turn * halfSine)) * radius)
      }
      contour.append((contour[contour.count - 1] + other - across * (turn * radius)) / 2)
    }
    append(contour: contour)
  }

  /// Sine and cosine of eighths of a turn.
  private static let eighths = (0...4).map { step in
    (sin(Double(step) * .pi / 4), cos(Double(step) * .pi / 4))
  }

  /// Sine and cosine between the eighths, at the distance where the tangents cross.
  private static let halves = (0..<4).map { step in
    let angle = (Double(step) + 0.5) * .pi / 4
    return (sin(angle) / cos(.pi / 8), cos(angle) / cos(.pi / 8))
  }
}
