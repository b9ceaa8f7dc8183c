/// Glyphs that are put together from others.
extension GlyphTable {
  /// How deep glyphs may be nested, how many parts and how many points they may have together.
  private enum Limit {
    static let depth = 8
    static let parts = 256
    static let points = 100_000
  }

  /// The points of any glyph.
  func points(of glyph: Int) throws(FontError) -> Points {
    var parts = 0
    return try points(of: glyph, depth: 0, &parts)
  }

  private func points(
    of glyph: Int, depth: Int, _ parts: inout Int
  ) throws(FontError) -> Points {
    guard let description = try description(of: glyph) else { return Points() }
    let contours = try description.int16(0)
    guard contours < 0 else { return try Self.simplePoints(description, contours: contours) }
    guard depth < Limit.depth else {
      throw description.damaged("glyph \(glyph) is a composition nested too deeply", at: 0)
    }
    var result = Points()
    var place = 10
    while true {
      parts += 1
      guard parts <= Limit.parts else {
        throw FontError(.tooLarge, "glyph \(glyph) has more than \(Limit.parts) parts")
      }
      let part = try Part(description, &place)
      var points = try points(of: part.glyph, depth: depth + 1, &parts)
      guard result.places.count + points.places.count <= Limit.points else {
        throw FontError(.tooLarge, "glyph \(glyph) has more than \(Limit.points) points")
      }
      try part.move(&points, onto: result, of: description)
      let before = result.places.count
      result.places += points.places
      result.areOnCurve += points.areOnCurve
      result.ends += points.ends.map { $0 + before }
      if !part.isFollowed { return result }
    }
  }

  /// A glyph and where it goes.
  private struct Part {
    let glyph: Int
    let flags: Int
    private let first: Int
    private let second: Int
    private var right = Image.Point(1, 0)
    private var up = Image.Point(0, 1)

    var isFollowed: Bool { flags & Flag.isFollowed != 0 }

    init(_ table: FontTable, _ place: inout Int) throws(FontError) {
      flags = try table.uint16(place)
      glyph = try table.uint16(place + 2)
      let areOffsets = flags & Flag.areOffsets != 0
      if flags & Flag.areWords != 0 {
        first = areOffsets ? try table.int16(place + 4) : try table.uint16(place + 4)
        second = areOffsets ? try table.int16(place + 6) : try table.uint16(place + 6)
        place += 8
      } else {
        first = areOffsets ? try table.int8(place + 4) : try table.uint8(place + 4)
        second = areOffsets ? try table.int8(place + 5) : try table.uint8(place + 5)
        place += 6
      }
      if flags & Flag.hasScale != 0 {
        let scale = try table.fraction(place)
        (right, up) = (Image.Point(scale, 0), Image.Point(0, scale))
        place += 2
      } else if flags & Flag.hasTwoScales != 0 {
        (right.x, up.y) = (try table.fraction(place), try table.fraction(place + 2))
        place += 4
      } else if flags & Flag.hasMatrix != 0 {
        right = Image.Point(try table.fraction(place), try table.fraction(place + 2))
        up = Image.Point(try table.fraction(place + 4), try table.fraction(place + 6))
        place += 8
      }
    }

    /// Turns, scales and moves `points` to where they belong beside `others`.
    func move(
      _ points: inout Points, onto others: Points, of table: FontTable
    ) throws(FontError) {
      points.places = points.places.map { right * $0.x + up * $0.y }
      var offset = Image.Point(Double(first), Double(second))
      if flags & Flag.areOffsets == 0 {
        guard others.places.indices.contains(first), points.places.indices.contains(second) else {
          throw table.damaged("a composition joins points that are not there", at: 0)
        }
        offset = others.places[first] - points.places[second]
      } else if flags & Flag.isOffsetScaled != 0 {
        offset *= Image.Point((right * right).sum().squareRoot(), (up * up).sum().squareRoot())
      }
      points.places = points.places.map { $0 + offset }
    }
  }

  private enum Flag {
    static let areWords = 0x1
    static let areOffsets = 0x2
    static let hasScale = 0x8
    static let isFollowed = 0x20
    static let hasTwoScales = 0x40
    static let hasMatrix = 0x80
    static let isOffsetScaled = 0x800
  }
}
