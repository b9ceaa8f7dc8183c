/// A font of five glyphs, made byte by byte: 1000 units to the em.
///
/// Glyph 0 is a box; 1 (`A`) a square of 500 units; 2 (`o`) a ring of curves without a point on them, its hole wound
/// the other way; 3 (`:`) two squares of a fifth, a composition; 4 is a space.
struct MadeFont {
  var characterFormat = 4
  /// Written instead of the offset 100 of the second part of the composition.
  var partOfItself = false
  var kind: [UInt8] = [0, 1, 0, 0]
  var extraTables: [(String, [UInt8])] = []
  /// Where the directory begins in the file, in a collection.
  var start = 0

  static let advances = [600, 700, 650, 300, 250]

  var bytes: [UInt8] {
    let (locations, glyphs) = outlines
    let tables: [(String, [UInt8])] =
      [
        ("cmap", characters), ("glyf", glyphs), ("head", head), ("hhea", line), ("hmtx", metrics),
        ("loca", locations), ("maxp", two(1, 0, 5)),
      ] + extraTables
    var directory = kind + two(tables.count, 0, 0, 0)
    var data: [UInt8] = []
    let first = start + 12 + tables.count * 16
    for (name, table) in tables {
      directory += Array(name.utf8) + four(0, first + data.count, table.count)
      data += table + Array(repeating: 0, count: (4 - table.count % 4) % 4)
    }
    return directory + data
  }

  /// The font as the second face of a collection whose first is nothing.
  static var collection: [UInt8] {
    let header = Array("ttcf".utf8) + four(0x10000, 2, 20, 20)
    return header + MadeFont(start: header.count).bytes
  }

  private var head: [UInt8] {
    four(0x10000, 0, 0, 0x5f0f_3cf5) + two(0, 1000) + Array(repeating: 0, count: 30) + two(0, 0)
  }

  private var line: [UInt8] {
    four(0x10000) + two(800, -200, 90) + Array(repeating: 0, count: 24) + two(5)
  }

  private var metrics: [UInt8] { Self.advances.flatMap { two($0, 0) } }

  private var characters: [UInt8] {
    let encoding = characterFormat == 12 ? 10 : 1
    let header = two(0, 1, 3, encoding) + four(12)
    switch characterFormat {
    case 4:
      // Space, ":" and "A" by a shift, "o" from a list.
      let ends = two(0x20, 0x3a, 0x41, 0x6f, 0xffff)
      let starts = two(0x20, 0x3a, 0x41, 0x6f, 0xffff)
      let shifts = two(4 - 0x20, 3 - 0x3a, 1 - 0x41, 0, 1)
      let ranges = two(0, 0, 0, 4, 0)
      return header + two(4, 58, 0, 10, 8, 2, 2) + ends + two(0) + starts + shifts + ranges + two(2)
    case 6: return header + two(6, 16, 0, 0x40, 3, 0, 1, 2)
    default:
      return header + two(12, 0) + four(52, 0, 3) + four(0x20, 0x20, 4, 0x41, 0x41, 1)
        + four(0x1f600, 0x1f601, 2)
    }
  }

  private var outlines: (locations: [UInt8], glyphs: [UInt8]) {
    let square = Self.glyph(
      [[(0, 0), (0, 500), (500, 500), (500, 0)]], flags: [1, 1, 1, 1])
    let ring = Self.glyph(
      [
        [(100, 0), (100, 400), (500, 400), (500, 0)],
        [(200, 100), (400, 100), (400, 300), (200, 300)],
      ], flags: Array(repeating: 0, count: 8))
    let second = partOfItself ? 3 : 1
    // Offsets in words and a scale; the second part in bytes, with the same scale.
    let pair =
      two(-1, 0, 0, 0, 0) + two(0x1 | 0x2 | 0x8 | 0x20, 1, 0, 300, 3277)
      + two(0x2 | 0x8, second) + [0, 20] + two(3277)
    var (locations, glyphs) = ([0], [UInt8]())
    for glyph in [square, square, ring, pair, []] {
      glyphs += glyph + Array(repeating: 0, count: glyph.count % 2)
      locations.append(glyphs.count / 2)
    }
    return (locations.flatMap { two($0) }, glyphs)
  }

  private static func glyph(_ contours: [[(Int, Int)]], flags: [UInt8]) -> [UInt8] {
    let points = contours.flatMap(\.self)
    var bytes = two(contours.count, 0, 0, 500, 500)
    var count = 0
    for contour in contours {
      count += contour.count
      bytes += two(count - 1)
    }
    bytes += two(0) + flags
    var previous = 0
    for point in points { bytes += two(point.0 - previous); previous = point.0 }
    previous = 0
    for point in points { bytes += two(point.1 - previous); previous = point.1 }
    return bytes
  }
}

/// 16-bit numbers, the highest byte first.
func two(_ values: Int...) -> [UInt8] {
  values.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
}

/// 32-bit numbers, the highest byte first.
func four(_ values: Int...) -> [UInt8] { values.flatMap { two($0 >> 16, $0) } }
