import Oko
import OkoImaging
import Testing

@Suite struct LineFindingTests {
  @Test func aSmallPageIsOneTile() {
    let tiles = PageTiles(of: Size(width: 300, height: 500), scale: 1, side: 640)
    #expect(tiles.tiles.count == 1)
    #expect(tiles.tiles.first?.size == Size(width: 300, height: 500))
    #expect(tiles.tiles.first?.isCutAtBottom == false)
  }

  @Test(arguments: [(600, 2000, 1.0), (600, 2000, 0.8), (3000, 4000, 0.4), (641, 641, 1.0)])
  func tilesCoverThePageAndShareAQuarter(width: Int, height: Int, scale: Double) {
    let page = PageTiles(of: Size(width: width, height: height), scale: scale, side: 640)
    var covered = Set<Int>()
    for tile in page.tiles {
      #expect(tile.size.width <= 640 && tile.size.height <= 640)
      #expect(tile.x + tile.size.width <= page.scaled.width)
      #expect(tile.isCutAtRight == (tile.x + tile.size.width < page.scaled.width))
      #expect(tile.isCutAtTop == (tile.y > 0))
      covered.formUnion(tile.y..<(tile.y + tile.size.height))
    }
    #expect(covered.count == page.scaled.height)
    let rows = Set(page.tiles.map(\.y)).sorted()
    for (row, next) in zip(rows, rows.dropFirst()) { #expect(next - row <= 480) }
  }

  @Test func theScaleIsCorrectedOnlyWhereLinesAreTooHighOrTooLow() {
    #expect(PageTiles.correctedScale(1, linesOnPage: 20) == nil)
    #expect(PageTiles.correctedScale(0.5, linesOnPage: 90) == 0.2)
    #expect(PageTiles.correctedScale(1, linesOnPage: 6) == 3)
    #expect(PageTiles.correctedScale(1, linesOnPage: 0) == nil)
  }

  @Test func whatATilesLowerEdgeCutsComesFromTheNext() {
    let tiles = PageTiles(of: Size(width: 400, height: 1000), scale: 1, side: 640).tiles
    let merged = LineMerging.merged(
      [
        .init(box: Box(x: 10, y: 629, width: 100, height: 11), confidence: 0.9, tile: 0),
        .init(box: Box(x: 10, y: 629, width: 100, height: 20), confidence: 0.8, tile: 1),
        .init(box: Box(x: 10, y: 500, width: 100, height: 20), confidence: 0.7, tile: 0),
        .init(box: Box(x: 11, y: 501, width: 100, height: 19), confidence: 0.6, tile: 1),
      ], on: tiles)
    #expect(
      merged.map(\.box).sorted { $0.y < $1.y } == [
        Box(x: 10, y: 500, width: 101, height: 20), Box(x: 10, y: 629, width: 100, height: 20),
      ])
  }

  @Test func piecesOfALineFromTilesSideBySideAreJoined() {
    let tiles = PageTiles(of: Size(width: 1000, height: 400), scale: 1, side: 640).tiles
    let merged = LineMerging.merged(
      [
        .init(box: Box(x: 100, y: 50, width: 540, height: 20), confidence: 0.9, tile: 0),
        .init(box: Box(x: 360, y: 52, width: 500, height: 18), confidence: 0.8, tile: 1),
        // The next row, and a piece of the same row far away.
        .init(box: Box(x: 100, y: 72, width: 300, height: 20), confidence: 0.9, tile: 0),
        .init(box: Box(x: 900, y: 50, width: 60, height: 20), confidence: 0.9, tile: 1),
      ], on: tiles)
    #expect(merged.count == 3)
    #expect(merged.contains { $0.box == Box(x: 100, y: 50, width: 760, height: 20) })
  }
}
