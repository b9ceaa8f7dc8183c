import Oko
import OkoImaging
import Testing

@Suite struct ContoursTests {
  private func mask(_ rows: [String]) -> ([UInt8], Size) {
    (
      rows.joined().map { $0 == "#" ? 1 : 0 }, Size(width: rows[0].count, height: rows.count)
    )
  }

  /// The pixels whose centres an odd number of sides to the left of them encloses.
  private func filled(_ contours: [Contour], _ size: Size) -> [UInt8] {
    var mask = [UInt8](repeating: 0, count: size.width * size.height)
    for line in contours.flatMap({ [$0.outer] + $0.holes }) {
      for (start, end) in zip(line, line.dropFirst() + [line[0]]) where start.x == end.x {
        for y in min(start.y, end.y)..<max(start.y, end.y) {
          for x in start.x..<size.width { mask[y * size.width + x] ^= 1 }
        }
      }
    }
    return mask
  }

  @Test func aFrameHasAnOuterLineAndAHole() {
    let (mask, size) = mask(["....", ".###", ".#.#", ".###"])
    let contours = Contours.contours(of: mask, size: size)
    // Both begin with the end of the upper side that is met first.
    let outer: [Contour.Point] = [.init(4, 1), .init(4, 4), .init(1, 4), .init(1, 1)]
    let hole: [Contour.Point] = [.init(3, 3), .init(3, 2), .init(2, 2), .init(2, 3)]
    #expect(contours == [Contour(outer: outer, holes: [hole])])
  }

  @Test func pixelsThatTouchAtACornerAreTwoParts() {
    let (mask, size) = mask(["#.", ".#"])
    let contours = Contours.contours(of: mask, size: size)
    #expect(contours.map(\.outer.count) == [4, 4])
    #expect(contours.map(\.holes.count) == [0, 0])
  }

  @Test(arguments: [0.2, 0.5, 0.7, 0.95] as [Float])
  func fillingThemGivesTheMaskAgain(density: Float) {
    var random = RandomSource(seed: 5, stream: "\(density)")
    for size in [Size(width: 1, height: 1), Size(width: 9, height: 7), Size(width: 31, height: 24)]
    {
      let mask = (0..<(size.width * size.height)).map { _ in
        UInt8(random.uniform() < density ? 1 : 0)
      }
      let contours = Contours.contours(of: mask, size: size)
      #expect(filled(contours, size) == mask)
      for contour in contours {
        #expect(signedArea(contour.outer) > 0)
        for hole in contour.holes { #expect(signedArea(hole) < 0) }
      }
    }
  }

  /// Positive for a line that runs clockwise on a screen.
  private func signedArea(_ line: [Contour.Point]) -> Int {
    zip(line, line.dropFirst() + [line[0]]).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
  }

  @Test func fewerCornersStayWithinTheTolerance() {
    let size = Size(width: 64, height: 64)
    let disc = (0..<4096).map { place -> UInt8 in
      let (x, y) = (place % 64 - 32, place / 64 - 32)
      return x * x + y * y < 700 ? 1 : 0
    }
    let line = Contours.contours(of: disc, size: size)[0].outer
    #expect(Contours.simplified(line, tolerance: 0) == line)
    var last = line.count
    for tolerance in [0.5, 1, 3] {
      let simple = Contours.simplified(line, tolerance: tolerance)
      #expect(simple.count <= last && simple.count >= 3)
      last = simple.count
      let sides = Array(zip(simple, simple.dropFirst() + [simple[0]]))
      for point in line {
        let nearest = sides.map { distance(point, $0.0, $0.1) }.min() ?? .infinity
        #expect(nearest <= tolerance + 1e-9)
      }
    }
    #expect(last < line.count / 2)
  }

  private func distance(
    _ point: Contour.Point, _ start: Contour.Point, _ end: Contour.Point
  ) -> Double {
    let (dx, dy) = (Double(end.x - start.x), Double(end.y - start.y))
    let (x, y) = (Double(point.x - start.x), Double(point.y - start.y))
    let share = min(max((x * dx + y * dy) / max(dx * dx + dy * dy, 1), 0), 1)
    return ((x - share * dx) * (x - share * dx) + (y - share * dy) * (y - share * dy)).squareRoot()
  }
}
