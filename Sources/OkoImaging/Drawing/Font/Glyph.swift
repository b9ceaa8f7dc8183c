/// One letter on a grid of dots.
///
/// It is drawn as strokes between neighbouring dots, so that at scale 1 each dot is one pixel, and larger letters
/// have smooth lines rather than steps.
struct Glyph {
  /// A place on the grid; row 0 is the top of a capital, row 6 its foot.
  struct Dot: Hashable {
    var x: Int
    var y: Int
  }

  /// Columns, without the gap to the next letter.
  let width: Int
  /// Where there is ink.
  let ink: [Dot]
  /// The strokes between dots; a dot alone is a stroke from itself to itself.
  let strokes: [(start: Dot, end: Dot)]

  init(width: Int, ink: [Dot]) {
    self.width = width
    self.ink = ink
    strokes = Glyph.strokes(ink)
  }

  /// The first row with ink, 0 where there is none.
  var top: Int { ink.map(\.y).min() ?? 0 }

  /// The last row with ink, 6 where there is none.
  var bottom: Int { ink.map(\.y).max() ?? 6 }

  /// This glyph with the dots of `mark` moved by (`x`, `y`), which may make it wider.
  func adding(_ mark: Glyph, x: Int, y: Int) -> Glyph {
    let moved = mark.ink.map { Dot(x: $0.x + x, y: $0.y + y) }
    // What would stick out on the left moves the letter to the right.
    let shift = max(0, -x)
    let all = (ink + moved).map { Dot(x: $0.x + shift, y: $0.y) }
    return Glyph(width: max(width, x + mark.width) + shift, ink: all)
  }

  /// Neighbours above, below and beside are joined; diagonal ones where no third dot joins them already.
  private static func strokes(_ ink: [Dot]) -> [(start: Dot, end: Dot)] {
    let set = Set(ink)
    var joined: Set<Dot> = []
    var result: [(start: Dot, end: Dot)] = []
    func join(_ dot: Dot, _ x: Int, _ y: Int) {
      let other = Dot(x: dot.x + x, y: dot.y + y)
      guard set.contains(other) else { return }
      if x != 0, y != 0 {
        let corners = [Dot(x: dot.x + x, y: dot.y), Dot(x: dot.x, y: dot.y + y)]
        guard !corners.contains(where: set.contains) else { return }
      }
      result.append((dot, other))
      joined.formUnion([dot, other])
    }
    for dot in ink {
      join(dot, 1, 0)
      join(dot, 0, 1)
      join(dot, 1, 1)
      join(dot, -1, 1)
    }
    for dot in ink where !joined.contains(dot) { result.append((dot, dot)) }
    return result
  }
}
