public import OkoImaging

/// In which order the lines of a page are read: rows from top to bottom, pieces of a row from left to right, and
/// clear columns one after the other.
public enum ReadingOrder {
  /// The indices of `boxes`, row by row.
  ///
  /// Two boxes are in one row where they share most of the height of one of them, once the turn of the page (at most
  /// 3° to either side) is taken out. Columns are those of two blocks of long lines beside each other, as in
  /// letters; beside a block of goods, prices are pieces of its rows. Boxes that are no finite numbers come last,
  /// each a row of its own.
  public static func rows(of boxes: [Box]) -> [[Int]] {
    let finite = boxes.indices.filter { boxes[$0].isFinite }
    let level = PageTurn(of: finite.map { boxes[$0] }).leveled(boxes)
    let rows = rows(of: level, among: finite)
    let broken = boxes.indices.filter { !boxes[$0].isFinite }.map { [$0] }
    return PageColumns.separated(rows, of: level) + broken
  }

  /// Rows of level boxes, without columns.
  static func rows(of boxes: [Box], among indices: [Int]) -> [[Int]] {
    let byMiddle = indices.sorted { left, right in
      let (first, second) = (boxes[left].middleY, boxes[right].middleY)
      return first == second ? left < right : first < second
    }
    var rows: [[Int]] = []
    for index in byMiddle {
      // Of the last rows, the one that the box shares most with; side by side in a row, boxes hardly overlap.
      let candidates = rows.indices.suffix(3).map { row in
        (row: row, share: share(of: index, in: rows[row], boxes))
      }
      if let best = candidates.max(by: { $0.share < $1.share }), best.share > 0.5 {
        rows[best.row].append(index)
      } else {
        rows.append([index])
      }
    }
    return rows.map { row in
      row.sorted { (boxes[$0].x, $0) < (boxes[$1].x, $1) }
    }
    .sorted { top(of: $0, boxes) < top(of: $1, boxes) }
  }

  /// The mean of the middles of a row.
  private static func top(of row: [Int], _ boxes: [Box]) -> Double {
    row.reduce(0) { $0 + boxes[$1].middleY } / Double(row.count)
  }

  /// The least share of its height that a box has in common with one of a row; 0 where it lies upon one.
  private static func share(of index: Int, in row: [Int], _ boxes: [Box]) -> Double {
    let box = boxes[index]
    var least = 1.0
    for other in row {
      let piece = boxes[other]
      let across = min(box.maxX, piece.maxX) - max(box.x, piece.x)
      guard across < 0.5 * min(box.width, piece.width) else { return 0 }
      let common = min(box.maxY, piece.maxY) - max(box.y, piece.y)
      least = min(least, common / max(min(box.height, piece.height), 1e-9))
    }
    return least
  }
}

/// By how much a page is turned, told by how well its lines fall into rows.
struct PageTurn {
  /// Pixels down for each to the right.
  let slope: Double

  /// Tries turns of up to 3° in quarters of a degree; equally good ones count as the smallest.
  init(of boxes: [Box]) {
    guard boxes.count > 2, let height = boxes.medianHeight, height > 0 else {
      slope = 0
      return
    }
    let step = 0.004_363_3
    var best = (slope: 0.0, score: -1.0)
    for number in [0] + (1...12).flatMap({ [$0, -$0] }) {
      let slope = Double(number) * step
      let score = Self.score(slope, boxes, height)
      // A turn must make the page clearly better.
      if score > best.score * 1.02 { best = (slope, score) }
    }
    slope = best.slope
  }

  /// Boxes on the level page, without the height that the turn gave them.
  func leveled(_ boxes: [Box]) -> [Box] {
    guard slope != 0 else { return boxes }
    return boxes.map { box in
      let height = max(box.height - box.width * abs(slope), box.height * 0.4)
      let middle = box.middleY - slope * (box.x + box.width / 2)
      return Box(x: box.x, y: middle - height / 2, width: box.width, height: height)
    }
  }

  /// The sum of squares of how many middles lie near each height: largest where they coincide.
  private static func score(_ slope: Double, _ boxes: [Box], _ height: Double) -> Double {
    let middles = boxes.map { $0.middleY - slope * ($0.x + $0.width / 2) }.sorted()
    var sum = 0.0
    var first = 0
    for index in middles.indices {
      while middles[index] - middles[first] > height * 0.5 { first += 1 }
      for other in first..<index {
        sum += 1 - (middles[index] - middles[other]) / (height * 0.5)
      }
    }
    return sum
  }
}

extension Box {
  var middleY: Double { y + height / 2 }

  var isFinite: Bool { x.isFinite && y.isFinite && width.isFinite && height.isFinite }
}

extension [Box] {
  /// The median of the heights; nil where there are none.
  var medianHeight: Double? {
    isEmpty ? nil : map(\.height).sorted()[count / 2]
  }
}
