public import OkoImaging

/// Where the head of a detector predicts: one anchor at the middle of every cell of every feature map.
///
/// Anchors are numbered row by row within a level, and the levels follow one another, finest first:
/// the order in which the head's maps are flattened and concatenated.
public struct AnchorGrid: Hashable, Sendable {
  /// One feature map.
  public struct Level: Hashable, Sendable {
    /// Pixels between neighbouring anchors.
    public let stride: Int
    /// Cells from top to bottom: ⌈height / stride⌉.
    public let rows: Int
    /// Cells from left to right: ⌈width / stride⌉.
    public let columns: Int
    /// The number of the level's first anchor.
    public let offset: Int
  }

  /// The size of the network's input in pixels.
  public let size: Size
  /// The feature maps, finest first.
  public let levels: [Level]
  /// The number of anchors, A.
  public let count: Int
  /// The horizontal place of every anchor in pixels: (column + 0.5) · stride.
  public let centersX: [Float]
  /// The vertical place of every anchor in pixels: (row + 0.5) · stride.
  public let centersY: [Float]
  /// The stride of every anchor in pixels.
  public let strides: [Float]

  /// Makes the anchors of a network whose input has `size` and whose maps have `strides`.
  ///
  /// - Precondition: the strides are positive and ascending, and the size is not empty.
  public init(size: Size, strides: [Int] = [8, 16, 32]) {
    precondition(
      size.width > 0 && size.height > 0 && !strides.isEmpty && strides.allSatisfy { $0 > 0 }
        && strides == strides.sorted(),
      "AnchorGrid: strides \(strides) for \(size.width)×\(size.height) pixels")
    var levels: [Level] = []
    var (x, y, every): ([Float], [Float], [Float]) = ([], [], [])
    for stride in strides {
      let level = Level(
        stride: stride, rows: (size.height + stride - 1) / stride,
        columns: (size.width + stride - 1) / stride, offset: x.count)
      levels.append(level)
      for row in 0..<level.rows {
        for column in 0..<level.columns {
          x.append((Float(column) + 0.5) * Float(stride))
          y.append((Float(row) + 0.5) * Float(stride))
        }
      }
      every += [Float](repeating: Float(stride), count: level.rows * level.columns)
    }
    self.size = size
    self.levels = levels
    count = x.count
    (centersX, centersY, self.strides) = (x, y, every)
  }

  /// Calls `body` with the number of every anchor strictly inside `box`, in ascending order.
  package func forEachAnchor(inside box: BoxCorners, _ body: (Int) -> Void) {
    for level in levels {
      let columns = Self.cells(
        from: box.left, to: box.right, stride: level.stride, count: level.columns)
      guard !columns.isEmpty else { continue }
      for row in Self.cells(
        from: box.top, to: box.bottom, stride: level.stride, count: level.rows)
      {
        let start = level.offset + row * level.columns
        for column in columns { body(start + column) }
      }
    }
  }

  /// The anchor of the finest level nearest to a point.
  package func finestAnchor(nearestToX x: Float, y: Float) -> Int {
    let level = levels[0]
    func cell(_ position: Float, _ count: Int) -> Int {
      Int(min(max((position / Float(level.stride)).rounded(.down), 0), Float(count - 1)))
    }
    return cell(y, level.rows) * level.columns + cell(x, level.columns)
  }

  /// The cells whose middle lies strictly between `low` and `high`.
  private static func cells(
    from low: Float, to high: Float, stride: Int, count: Int
  ) -> Range<Int> {
    let (scale, limit) = (Float(stride), Float(count))
    guard low < high else { return 0..<0 }
    let first = min(max((low / scale - 0.5).rounded(.down) + 1, 0), limit)
    let end = min(max((high / scale - 0.5).rounded(.up), 0), limit)
    return first < end ? Int(first)..<Int(end) : 0..<0
  }
}
