import Oko
import OkoImaging
import Testing

@Suite struct InstanceTargetsTests {
  @Test func touchingThingsHaveEdgesOnBothSides() {
    // Two things side by side that fill the picture: only where they meet is an edge.
    let ids: [UInt32] = [
      7, 7, 7, 9, 9,
      7, 7, 7, 9, 9,
      7, 7, 7, 9, 9,
    ]
    let targets = InstanceTargets(ids, size: Size(width: 5, height: 3))
    let row: [UInt8] = [0, 0, 255, 255, 0]
    #expect(targets.edges == row + row + row)
    // Distances to the edge 2, 1, 0 and 0, 1, plus 1, over the greatest.
    let depths: [UInt8] = [255, 170, 85, 128, 255]
    #expect(targets.depths == depths + depths + depths)
  }

  @Test func aThingOnBackgroundIsDeepestInItsMiddle() {
    var ids = [UInt32](repeating: 0, count: 49)
    for y in 1..<6 { for x in 1..<6 { ids[y * 7 + x] = 3 } }
    let targets = InstanceTargets(ids, size: Size(width: 7, height: 7))
    for y in 0..<7 {
      for x in 0..<7 {
        let ring = min(x, y, 6 - x, 6 - y)
        #expect(targets.edges[y * 7 + x] == (ring == 1 ? 255 : 0))
        #expect(targets.depths[y * 7 + x] == [0, 85, 170, 255][ring])
      }
    }
  }

  @Test func diagonalNeighboursMakeAnEdgeToo() {
    var ids = [UInt32](repeating: 1, count: 9)
    ids[8] = 2
    let targets = InstanceTargets(ids, size: Size(width: 3, height: 3))
    #expect(targets.edges == [0, 0, 0, 0, 255, 255, 0, 255, 255])
  }

  @Test func whatIsUnknownIsNoEdgeAndHasNoDepth() {
    let unknown = InstanceTargets.unknown
    let ids: [UInt32] = [unknown, 4, 4, 0, unknown, 0]
    let targets = InstanceTargets(ids, size: Size(width: 6, height: 1))
    #expect(targets.edges == [0, 0, 255, 0, 0, 0])
    #expect(targets.depths == [0, 255, 128, 0, 0, 0])
  }

  @Test func theInsideOfAThingAloneIsDeep() {
    let targets = InstanceTargets([5, 5, 5, 5], size: Size(width: 2, height: 2))
    #expect(targets.edges == [0, 0, 0, 0])
    #expect(targets.depths == [255, 255, 255, 255])
  }
}
