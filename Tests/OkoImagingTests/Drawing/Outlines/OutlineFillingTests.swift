import OkoImaging
import Testing

@Suite("Filling outlines")
struct OutlineFillingTests {
  private let black = Image.Color(red: 0, green: 0, blue: 0)

  /// What is covered, from 0 to 1, row by row.
  private func coverage(_ outline: CurvedOutline, width: Int, height: Int) -> [Float] {
    var coverage = OutlineCoverage(width: width, height: height)
    coverage.add(outline)
    return coverage.values()
  }

  private func rectangle(
    _ left: Double, _ top: Double, _ right: Double, _ bottom: Double
  ) -> CurvedOutline {
    var outline = CurvedOutline()
    outline.append(polygon: [
      SIMD2(left, top), SIMD2(right, top), SIMD2(right, bottom), SIMD2(left, bottom),
    ])
    return outline
  }

  @Test("Parts of pixels are their areas")
  func partsOfPixelsAreTheirAreas() {
    let values = coverage(rectangle(0.25, 0.5, 2.75, 2), width: 4, height: 2)
    #expect(values == [0.375, 0.5, 0.375, 0, 0.75, 1, 0.75, 0])
  }

  @Test("A slanted edge covers its area exactly")
  func aSlantedEdgeCoversItsAreaExactly() {
    var triangle = CurvedOutline()
    triangle.append(polygon: [SIMD2(0, 0), SIMD2(4, 0), SIMD2(0, 2)])
    // The hypotenuse falls by one pixel every two.
    #expect(
      coverage(triangle, width: 4, height: 2) == [1, 1, 0.75, 0.25, 0.75, 0.25, 0, 0])
  }

  @Test("What lies outside is left out")
  func whatLiesOutsideIsLeftOut() {
    let all = coverage(rectangle(-50, -50, 50, 50), width: 3, height: 2)
    #expect(all == Array(repeating: 1, count: 6))
    #expect(coverage(rectangle(3, 0, 9, 2), width: 3, height: 2).allSatisfy { $0 == 0 })
    #expect(coverage(rectangle(-9, 0, 0, 2), width: 3, height: 2).allSatisfy { $0 == 0 })
    // An edge that crosses the picture from far outside: half of all is below y = x / 2 + 0.5.
    var slope = CurvedOutline()
    slope.append(polygon: [SIMD2(-1000, -499.5), SIMD2(1000, 500.5), SIMD2(-1000, 500.5)])
    let sum = coverage(slope, width: 2, height: 2).reduce(0, +)
    #expect(abs(sum - 2) < 1e-3)
  }

  @Test("Overlaps count once and holes stay open")
  func overlapsCountOnceAndHolesStayOpen() {
    var twice = rectangle(0, 0, 2, 1)
    twice.append(rectangle(1, 0, 3, 1))
    #expect(coverage(twice, width: 3, height: 1) == [1, 1, 1])
    var ring = rectangle(0, 0, 3, 3)
    ring.append(polygon: [SIMD2(1, 1), SIMD2(1, 2), SIMD2(2, 2), SIMD2(2, 1)])
    #expect(coverage(ring, width: 3, height: 3) == [1, 1, 1, 1, 0, 1, 1, 1, 1])
  }

  @Test("A disc has the area of a circle")
  func aDiscHasTheAreaOfACircle() {
    var disc = CurvedOutline()
    disc.append(stroke: SIMD2(16, 16), to: SIMD2(16, 16), radius: 10)
    let area = coverage(disc, width: 32, height: 32).reduce(0, +)
    #expect(abs(area - 314.16) < 1.5)
    var stroke = CurvedOutline()
    stroke.append(stroke: SIMD2(10, 16), to: SIMD2(22, 16), radius: 5)
    #expect(abs(coverage(stroke, width: 32, height: 32).reduce(0, +) - (78.54 + 120)) < 1)
  }

  @Test("Filling a picture moves with the outline")
  func fillingAPictureMovesWithTheOutline() {
    var image = Image(width: 5, height: 4, channels: .gray, filledWith: [200])
    image.fill(rectangle(2, 1, 4, 2.5), color: black)
    #expect(
      image.samples
        == .uint8([
          200, 200, 200, 200, 200, 200, 200, 0, 0, 200, 200, 200, 100, 100, 200, 200, 200, 200,
          200, 200,
        ]))
  }

  @Test("Places that are no numbers do nothing bad")
  func placesThatAreNoNumbersDoNothingBad() {
    var image = Image(width: 4, height: 4, channels: .gray, filledWith: [200])
    for place in [Double.nan, .infinity, -.infinity, 1e300, -1e300] {
      image.fill(rectangle(place, 0, 3, place), color: black)
      image.fill(rectangle(0, place, place, 3), color: black)
    }
    #expect(image.width == 4)
  }
}
