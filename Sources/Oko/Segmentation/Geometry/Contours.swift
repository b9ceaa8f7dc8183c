package import OkoImaging

/// The outline of one connected part of a mask along the sides of its pixels, with those of its holes.
package struct Contour: Hashable, Sendable {
  /// A corner of pixels; (0, 0) is the top left one of the picture.
  package struct Point: Hashable, Sendable {
    package var x: Int
    package var y: Int

    package init(_ x: Int, _ y: Int) { (self.x, self.y) = (x, y) }
  }

  /// The corners of the outer line, clockwise as seen on a screen; the last joins the first.
  package var outer: [Point]
  /// The corners of each hole, anticlockwise.
  package var holes: [[Point]]

  package init(outer: [Point], holes: [[Point]] = []) { (self.outer, self.holes) = (outer, holes) }
}

/// Follows the outlines of masks.
package enum Contours {
  /// The outlines of the parts of `mask`, not 0, that hang together at the sides of pixels.
  ///
  /// They come in the order of their first pixels. Filling them by the centres of pixels gives the mask again.
  ///
  /// - Precondition: there is a value for each pixel.
  package static func contours(of mask: [UInt8], size: Size) -> [Contour] {
    let part = ConnectedComponents.labelled(mask.map { $0 == 0 ? 0 : 1 }, size: size)
    var tracer = Tracer(ids: part.ids, size: size)
    var contours = [Contour](repeating: Contour(outer: []), count: part.count)
    for place in part.ids.indices {
      let id = Int(part.ids[place])
      guard id != 0, let line = tracer.line(from: place) else { continue }
      // The first line of a part, met at its topmost row, is the outer one.
      if contours[id - 1].outer.isEmpty {
        contours[id - 1].outer = line
      } else {
        contours[id - 1].holes.append(line)
      }
    }
    return contours
  }

  /// `line`, closed, with fewer corners, none of those left out farther than `tolerance` from it.
  ///
  /// After Douglas and Peucker 1973.
  package static func simplified(_ line: [Contour.Point], tolerance: Double) -> [Contour.Point] {
    guard line.count > 4, tolerance > 0 else { return line }
    func distance(_ place: Int) -> Int {
      let (x, y) = (line[place].x - line[0].x, line[place].y - line[0].y)
      return x * x + y * y
    }
    let far = line.indices.reduce(0) { distance($1) > distance($0) ? $1 : $0 }
    let closed = line + [line[0]]
    var kept = [Bool](repeating: false, count: closed.count)
    (kept[0], kept[far]) = (true, true)
    var rest = [(0, far), (far, line.count)]
    while let (first, last) = rest.popLast() {
      var (worst, most) = (first, tolerance * tolerance)
      for place in (first + 1)..<max(first + 1, last) {
        let square = squaredDistance(of: closed[place], closed[first], closed[last])
        if square > most { (worst, most) = (place, square) }
      }
      guard worst != first else { continue }
      kept[worst] = true
      rest.append((first, worst))
      rest.append((worst, last))
    }
    let simple = line.indices.filter { kept[$0] }.map { line[$0] }
    return simple.count < 3 ? line : simple
  }

  /// The square of the distance of `point` from the line between two others.
  private static func squaredDistance(
    of point: Contour.Point, _ start: Contour.Point, _ end: Contour.Point
  ) -> Double {
    let (dx, dy) = (Double(end.x - start.x), Double(end.y - start.y))
    let (x, y) = (Double(point.x - start.x), Double(point.y - start.y))
    let length = dx * dx + dy * dy
    let share = length > 0 ? min(max((x * dx + y * dy) / length, 0), 1) : 0
    let (restX, restY) = (x - share * dx, y - share * dy)
    return restX * restX + restY * restY
  }
}

/// Walks along the sides of pixels with the part on the right hand.
private struct Tracer {
  private let ids: [UInt32]
  private let size: Size
  /// Whether the upper side of a pixel has been walked along.
  private var walked: [Bool]

  init(ids: [UInt32], size: Size) {
    (self.ids, self.size) = (ids, size)
    walked = [Bool](repeating: false, count: ids.count)
  }

  private enum Direction: Int { case east, south, west, north }

  /// The line along the upper side of the pixel `place`, nil where there is none or it is known.
  mutating func line(from place: Int) -> [Contour.Point]? {
    let id = ids[place]
    let start = Contour.Point(place % size.width, place / size.width)
    guard !walked[place], self.id(start.x, start.y - 1) != id else { return nil }
    var corners: [Contour.Point] = []
    var (at, heading) = (start, Direction.east)
    repeat {
      if heading == .east { walked[at.y * size.width + at.x] = true }
      switch heading {
      case .east: at.x += 1
      case .south: at.y += 1
      case .west: at.x -= 1
      case .north: at.y -= 1
      }
      let (left, right) = ahead(at, heading)
      if right != id {
        heading = Direction(rawValue: (heading.rawValue + 1) & 3) ?? heading
        corners.append(at)
      } else if left == id {
        heading = Direction(rawValue: (heading.rawValue + 3) & 3) ?? heading
        corners.append(at)
      }
    } while at != start || heading != .east
    return corners
  }

  /// What lies ahead of a corner on both sides of the line.
  private func ahead(_ at: Contour.Point, _ heading: Direction) -> (left: UInt32, right: UInt32) {
    let (x, y) = (at.x, at.y)
    return switch heading {
    case .east: (id(x, y - 1), id(x, y))
    case .south: (id(x, y), id(x - 1, y))
    case .west: (id(x - 1, y), id(x - 1, y - 1))
    case .north: (id(x - 1, y - 1), id(x, y - 1))
    }
  }

  private func id(_ x: Int, _ y: Int) -> UInt32 {
    x >= 0 && y >= 0 && x < size.width && y < size.height ? ids[y * size.width + x] : 0
  }
}
