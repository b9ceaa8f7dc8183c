/// The tables loca and glyf: the outlines of glyphs.
struct GlyphTable: Sendable {
  /// The points of a glyph as they are stored, in font units with y upwards.
  struct Points {
    var places: [Image.Point] = []
    /// Whether each point lies on the curve; the others are control points of quadratic curves.
    var areOnCurve: [Bool] = []
    /// The number of points up to the end of each contour.
    var ends: [Int] = []
  }

  let count: Int
  private let locations: FontTable
  private let data: FontTable
  private let isLong: Bool

  init(
    count: Int, locations: FontTable, isLong: Bool, data: FontTable
  ) throws(FontError) {
    guard locations.count >= (count + 1) * (isLong ? 4 : 2) else {
      throw locations.damaged(
        "the table loca of \(locations.count) bytes is too short for \(count) glyphs", at: 0)
    }
    self.count = count
    self.locations = locations
    self.isLong = isLong
    self.data = data
  }

  /// What is stored of a glyph; nil where it has no outline.
  func description(of glyph: Int) throws(FontError) -> FontTable? {
    guard (0..<count).contains(glyph) else {
      throw data.damaged("glyph \(glyph) is asked for; the font has \(count)", at: 0)
    }
    let start =
      isLong ? try locations.uint32(glyph * 4) : try locations.uint16(glyph * 2) * 2
    let end =
      isLong ? try locations.uint32(glyph * 4 + 4) : try locations.uint16(glyph * 2 + 2) * 2
    return start == end ? nil : try data.part(from: start, to: end)
  }

  /// The points of a glyph that is no composition of others.
  static func simplePoints(
    _ glyph: FontTable, contours: Int
  ) throws(FontError) -> Points {
    var points = Points()
    for contour in 0..<contours {
      let end = try glyph.uint16(10 + contour * 2) + 1
      guard end > points.ends.last ?? 0 else {
        throw glyph.damaged("the contours of a glyph are not in order", at: 10 + contour * 2)
      }
      points.ends.append(end)
    }
    let count = points.ends.last ?? 0
    var place = 10 + contours * 2
    place += 2 + (try glyph.uint16(place))
    var flags: [Int] = []
    flags.reserveCapacity(count)
    while flags.count < count {
      let flag = try glyph.uint8(place)
      place += 1
      flags.append(flag)
      guard flag & Flag.isRepeated != 0 else { continue }
      let repeats = try glyph.uint8(place)
      place += 1
      guard repeats <= count - flags.count else {
        throw glyph.damaged("a glyph has more flags than points", at: place)
      }
      for _ in 0..<repeats { flags.append(flag) }
    }
    let x = try coordinates(glyph, &place, flags, isShort: Flag.xIsShort, isSame: Flag.xIsSame)
    let y = try coordinates(glyph, &place, flags, isShort: Flag.yIsShort, isSame: Flag.yIsSame)
    points.areOnCurve = flags.map { $0 & Flag.isOnCurve != 0 }
    points.places = zip(x, y).map { Image.Point($0, $1) }
    return points
  }

  private static func coordinates(
    _ glyph: FontTable, _ place: inout Int, _ flags: [Int], isShort: Int, isSame: Int
  ) throws(FontError) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(flags.count)
    var value = 0
    for flag in flags {
      if flag & isShort != 0 {
        let step = try glyph.uint8(place)
        value += flag & isSame != 0 ? step : -step
        place += 1
      } else if flag & isSame == 0 {
        value += try glyph.int16(place)
        place += 2
      }
      values.append(Double(value))
    }
    return values
  }

  private enum Flag {
    static let isOnCurve = 1
    static let xIsShort = 2
    static let yIsShort = 4
    static let isRepeated = 8
    /// Of a short step: that it is positive.
    static let xIsSame = 16
    static let yIsSame = 32
  }
}
