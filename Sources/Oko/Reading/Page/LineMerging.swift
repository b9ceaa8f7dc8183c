package import OkoImaging

/// Makes one of what several tiles show of a line.
package enum LineMerging {
  /// What a detector found on one tile, in pixels of the scaled page.
  package struct Found: Hashable {
    package var box: Box
    package var confidence: Float
    /// The tile's number.
    package var tile: Int

    package init(box: Box, confidence: Float, tile: Int) {
      (self.box, self.confidence, self.tile) = (box, confidence, tile)
    }
  }

  /// The lines of the page, in no certain order.
  ///
  /// What the upper or lower edge of a tile cuts is left out: the next tile shows it whole. Pieces of one line from
  /// tiles beside each other are joined.
  package static func merged(_ found: [Found], on tiles: [PageTiles.Tile]) -> [Found] {
    let whole = found.filter { !isCut($0.box, at: tiles[$0.tile]) }
    var merged: [Found] = []
    for candidate in whole.sorted(by: isBefore) {
      var line = candidate
      // A line may join pieces that were apart.
      while let index = merged.firstIndex(where: { isSame($0, line) }) {
        let other = merged.remove(at: index)
        line = Found(
          box: union(of: other, line), confidence: max(other.confidence, line.confidence),
          tile: other.tile)
      }
      merged.append(line)
    }
    return merged
  }

  private static func isBefore(_ left: Found, _ right: Found) -> Bool {
    if left.confidence != right.confidence { return left.confidence > right.confidence }
    return (left.tile, left.box.y, left.box.x) < (right.tile, right.box.y, right.box.x)
  }

  /// Whether an upper or lower edge behind which the page goes on touches the box.
  private static func isCut(_ box: Box, at tile: PageTiles.Tile) -> Bool {
    tile.isCutAtTop && box.y < Double(tile.y) + 2
      || tile.isCutAtBottom && box.maxY > Double(tile.y + tile.size.height) - 2
  }

  /// Whether two boxes show one line: they share a third of their height, and part of their width.
  private static func isSame(_ left: Found, _ right: Found) -> Bool {
    let (first, second) = (left.box, right.box)
    let down = min(first.maxY, second.maxY) - max(first.y, second.y)
    let across = min(first.maxX, second.maxX) - max(first.x, second.x)
    guard down > 0.3 * min(first.height, second.height), across > 0 else { return false }
    // On one tile only boxes within one another are the same; pieces side by side may touch.
    let shared = across / max(min(first.width, second.width), 1e-9)
    return left.tile == right.tile ? shared > 0.7 : shared > 0.1
  }

  /// Around both where each shows a part; the surer one where they show the same.
  private static func union(of left: Found, _ right: Found) -> Box {
    let surer = left.confidence >= right.confidence ? left.box : right.box
    let (x, maxX) = (min(left.box.x, right.box.x), max(left.box.maxX, right.box.maxX))
    return Box(x: x, y: surer.y, width: maxX - x, height: surer.height)
  }
}
