import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct AnchorGridTests {
  @Test func anchorsAreTheMiddlesOfCellsRowByRowLevelByLevel() {
    let grid = AnchorGrid(size: Size(width: 40, height: 24), strides: [8, 16])
    #expect(grid.levels.map(\.rows) == [3, 2])
    #expect(grid.levels.map(\.columns) == [5, 3])
    #expect(grid.levels.map(\.offset) == [0, 15])
    #expect(grid.count == 21)
    #expect(Array(grid.centersX[0..<6]) == [4, 12, 20, 28, 36, 4])
    #expect(Array(grid.centersY[0..<6]) == [4, 4, 4, 4, 4, 12])
    #expect(Array(grid.centersX[15...]) == [8, 24, 40, 8, 24, 40])
    #expect(Array(grid.centersY[15...]) == [8, 8, 8, 24, 24, 24])
    #expect(grid.strides == [Float](repeating: 8, count: 15) + [Float](repeating: 16, count: 6))
    #expect(AnchorGrid(size: Size(width: 320, height: 320)).count == 2100)
  }

  @Test func anchorsInsideABoxAreThoseStrictlyInside() {
    let grid = AnchorGrid(size: Size(width: 100, height: 70))
    var random = RandomSource(seed: 3, stream: "inside")
    for trial in 0..<200 {
      // Every other box lies on anchors, where the inequality has to be strict.
      let snap: (Float) -> Float = { trial % 2 == 0 ? $0 : ($0 / 4).rounded() * 4 }
      let left = snap(random.uniform(in: -20...110))
      let top = snap(random.uniform(in: -20...80))
      let box = BoxCorners(
        left: left, top: top, right: left + snap(random.uniform(in: 0...60)),
        bottom: top + snap(random.uniform(in: 0...60)))
      var found: [Int] = []
      grid.forEachAnchor(inside: box) { found.append($0) }
      let expected = (0..<grid.count).filter {
        grid.centersX[$0] > box.left && grid.centersX[$0] < box.right
          && grid.centersY[$0] > box.top && grid.centersY[$0] < box.bottom
      }
      #expect(found == expected, "\(box)")
    }
  }

  @Test func aBoxThatIsNoNumberHoldsNoAnchor() {
    let grid = AnchorGrid(size: Size(width: 64, height: 64))
    var count = 0
    grid.forEachAnchor(inside: BoxCorners(left: .nan, top: 0, right: 50, bottom: 50)) { _ in
      count += 1
    }
    #expect(count == 0)
    grid.forEachAnchor(
      inside: BoxCorners(left: -.infinity, top: -1e30, right: .infinity, bottom: 1e30)
    ) { _ in count += 1 }
    #expect(count == grid.count)
  }
}
