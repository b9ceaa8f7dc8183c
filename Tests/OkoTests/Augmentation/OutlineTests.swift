import Oko
import OkoImaging
import Testing

@Suite struct OutlineTests {
  private static let canvas = Size(width: 10, height: 8)

  private static func bounds(_ coordinates: [Double]) -> Box? {
    Outline.bounds(of: [Outline(coordinates, through: .identity).clipped(to: canvas)])
  }

  @Test func whatIsInsideStays() {
    #expect(Self.bounds([1, 1, 9, 2, 5, 7]) == Box(x: 1, y: 1, width: 8, height: 6))
  }

  @Test func aCutTriangleIsBoundedByWhatIsLeft() {
    // Tips at (-5, 4) and (5, 4): at x = 0 both triangles are as high as half their base.
    #expect(Self.bounds([-5, 4, 5, 2, 5, 6]) == Box(x: 0, y: 2, width: 5, height: 4))
    #expect(Self.bounds([5, 4, -5, 2, -5, 6]) == Box(x: 0, y: 3, width: 5, height: 2))
  }

  @Test func nothingIsLeftOfWhatIsOutside() {
    #expect(Self.bounds([20, 1, 30, 1, 25, 5]) == nil)
    #expect(Self.bounds([]) == nil)
    #expect(Self.bounds([1]) == nil)
  }

  @Test func aCanvasInsideIsCoveredWhole() {
    #expect(
      Self.bounds([-9, -9, 99, -9, 99, 99, -9, 99]) == Box(x: 0, y: 0, width: 10, height: 8))
  }
}
