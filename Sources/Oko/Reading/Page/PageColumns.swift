import OkoImaging

/// Blocks of long lines beside each other.
///
/// A column ends where a run of rows leaves free; on both sides of it, lines must be mostly long. The
/// run with the most lines is taken first, then those above and below it.
struct PageColumns {
  private let boxes: [Box]
  private let height: Double
  /// The places between columns that are tried.
  private let places: [Double]
  /// From the left of the leftmost line to the right of the rightmost.
  private let width: Double

  /// The rows, those of each column together where there are columns.
  static func separated(_ rows: [[Int]], of boxes: [Box]) -> [[Int]] {
    let lines = rows.flatMap(\.self)
    guard lines.count >= 8, let columns = PageColumns(lines, boxes) else { return rows }
    return columns.separated(rows[...])
  }

  private init?(_ lines: [Int], _ boxes: [Box]) {
    let lines = lines.map { boxes[$0] }
    guard let height = lines.medianHeight, height > 0 else { return nil }
    guard let left = lines.map(\.x).min(), let right = lines.map(\.maxX).max() else { return nil }
    let firstPlace = left + (right - left) / 5
    // Just before the beginnings of lines; lines of one column begin at nearly one place.
    let beginnings = lines.map { $0.x - height / 2 }.filter { $0 > firstPlace }.sorted()
    var places: [Double] = []
    for place in beginnings where place - (places.last ?? -.infinity) > height / 4 {
      places.append(place)
    }
    (self.boxes, self.height, self.places) = (boxes, height, places)
    width = right - left
  }

  private func separated(_ rows: ArraySlice<[Int]>) -> [[Int]] {
    var best: (run: Range<Int>, count: Int, left: [Int], right: [Int])?
    for place in places {
      for run in freeRuns(of: rows, at: place) {
        let lines = rows[run].flatMap(\.self)
        guard lines.count > best?.count ?? 7 else { continue }
        let left = lines.filter { boxes[$0].x < place }
        let right = lines.filter { boxes[$0].x >= place }
        if isBlock(left), isBlock(right) { best = (run, lines.count, left, right) }
      }
    }
    guard let best else { return Array(rows) }
    return separated(rows[..<best.run.lowerBound])
      + ReadingOrder.rows(of: boxes, among: best.left)
      + ReadingOrder.rows(of: boxes, among: best.right)
      + separated(rows[best.run.upperBound...])
  }

  /// The longest runs of rows of which no line comes near `place`.
  private func freeRuns(of rows: ArraySlice<[Int]>, at place: Double) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = rows.startIndex
    for index in rows.indices {
      let isCrossed = rows[index].contains { line in
        boxes[line].x < place + 0.4 * height && boxes[line].maxX > place - 0.4 * height
      }
      guard isCrossed else { continue }
      if index > start { runs.append(start..<index) }
      start = index + 1
    }
    if start < rows.endIndex { runs.append(start..<rows.endIndex) }
    return runs
  }

  /// Whether lines are at least four, mostly long, and a third of the page wide.
  private func isBlock(_ lines: [Int]) -> Bool {
    guard lines.count >= 4, let left = lines.map({ boxes[$0].x }).min(),
      let right = lines.map({ boxes[$0].maxX }).max()
    else { return false }
    let median = lines.map { boxes[$0].width }.sorted()[lines.count / 2]
    return right - left >= width / 3 && median >= 0.6 * (right - left)
  }
}
