import Oko
import OkoImaging
import Testing

@Suite struct AffineMapTests {
  private static let map = AffineMap.rotation(degrees: 30, shearX: 5, shearY: -3)
    .followed(by: .scale(1.5, 0.5)).followed(by: .translation(7, -2))

  @Test func mapsAreAppliedInTurn() {
    let (x, y) = AffineMap.scale(2, 3).followed(by: .translation(1, 1)).apply(x: 10, y: 10)
    #expect(x == 21 && y == 31)
    // A quarter turn takes the x axis to the y axis, which points down.
    let turned = AffineMap.rotation(degrees: 90).apply(x: 1, y: 0)
    #expect(abs(turned.x) < 1e-12 && abs(turned.y - 1) < 1e-12)
  }

  @Test func theInverseLeadsBack() throws {
    let (x, y) = Self.map.apply(x: 12, y: 34)
    let back = try #require(Self.map.inverse).apply(x: x, y: y)
    #expect(abs(back.x - 12) < 1e-9 && abs(back.y - 34) < 1e-9)
    #expect(AffineMap.scale(1, 0).inverse == nil)
  }

  @Test func noRotationIsExactlyTheIdentity() {
    #expect(AffineMap.rotation(degrees: 0) == .identity)
    #expect(AffineMap.rotation(degrees: 0).keepsAxes)
    #expect(!Self.map.keepsAxes)
  }

  @Test func boundsAreThoseOfTheCorners() throws {
    let box = Box(x: 3, y: 4, width: 10, height: 6)
    let corners = [3, 4, 13, 4, 13, 10, 3, 10].map(Double.init)
    let expected = try #require(Outline.bounds(of: [Outline(corners, through: Self.map)]))
    let bounds = Self.map.bounds(of: box)
    #expect(bounds.intersectionOverUnion(expected) > 0.999999)
  }

  @Test func anEllipseIsBoundedByItsExtremes() {
    let circle = Box(x: 10, y: 10, width: 8, height: 8)
    let bounds = AffineMap.rotation(degrees: 45).bounds(ofEllipseIn: circle)
    #expect(abs(bounds.width - 8) < 1e-9 && abs(bounds.height - 8) < 1e-9)
    let swapped = AffineMap.rotation(degrees: 90)
      .bounds(ofEllipseIn: Box(x: 0, y: 0, width: 8, height: 2))
    #expect(abs(swapped.width - 2) < 1e-9 && abs(swapped.height - 8) < 1e-9)
  }
}
