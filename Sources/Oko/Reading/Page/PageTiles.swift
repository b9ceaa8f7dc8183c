package import OkoImaging

/// How a page is cut for a detector: overlapping tiles of a page scaled so that its lines have the right height.
package struct PageTiles {
  /// One tile, in pixels of the scaled page.
  package struct Tile: Hashable, Sendable {
    package let x: Int
    package let y: Int
    package let size: Size
    /// Edges behind which the page goes on: what touches them is cut.
    package let isCutAtLeft: Bool
    package let isCutAtTop: Bool
    package let isCutAtRight: Bool
    package let isCutAtBottom: Bool
  }

  /// The page's size at the scale.
  package let scaled: Size
  /// Pixels of the scaled page for each of the page.
  let scale: Double
  /// Row by row.
  package let tiles: [Tile]

  /// Heights in pixels of lines that a detector is trained on, and the one to aim at.
  static let heights = 12.0...30.0
  static let height = 18.0

  /// Tiles of at most `side` pixels of a page of `size`, each covering a quarter of the one before again.
  package init(of size: Size, scale: Double, side: Int) {
    self.scale = scale
    scaled = Size(
      width: max(1, Int((Double(size.width) * scale).rounded())),
      height: max(1, Int((Double(size.height) * scale).rounded())))
    let columns = Self.ranges(scaled.width, side)
    let rows = Self.ranges(scaled.height, side)
    let scaled = scaled
    tiles = rows.flatMap { row in
      columns.map { column in
        Tile(
          x: column.lowerBound, y: row.lowerBound,
          size: Size(width: column.count, height: row.count), isCutAtLeft: column.lowerBound > 0,
          isCutAtTop: row.lowerBound > 0, isCutAtRight: column.upperBound < scaled.width,
          isCutAtBottom: row.upperBound < scaled.height)
      }
    }
  }

  /// The scale at which lines of a page whose lines are `lines` high come out right; nil where they do at `scale`.
  package static func correctedScale(_ scale: Double, linesOnPage lines: Double) -> Double? {
    guard lines > 0, !heights.contains(lines * scale) else { return nil }
    return height / lines
  }

  /// Stretches of at most `side` that cover `length` evenly, neighbours sharing at least a quarter.
  private static func ranges(_ length: Int, _ side: Int) -> [Range<Int>] {
    guard length > side else { return [0..<length] }
    let step = max(1, side * 3 / 4)
    let count = (length - side + step - 1) / step + 1
    return (0..<count).map { index in
      let start = (length - side) * index / (count - 1)
      return start..<(start + side)
    }
  }
}
