/// Two tensors walked side by side: common extents, and for each of the two its stride along each axis.
///
/// Axes of one element vanish, and neighbouring axes that both tensors step through without a gap merge,
/// so that nearly every walk has one or two axes. The last axis is the row.
struct StridedWalk {
  private(set) var extents: [Int] = []
  private(set) var first: [Int] = []
  private(set) var second: [Int] = []

  /// Scalars to a chunk of work: enough to be worth a thread, and independent of how many there are.
  static let grain = 1 << 15

  init(extents: [Int], first: [Int], second: [Int]) {
    for axis in extents.indices where extents[axis] != 1 {
      let (extent, a, b) = (extents[axis], first[axis], second[axis])
      if let last = self.extents.indices.last, self.first[last] == a * extent,
        self.second[last] == b * extent
      {
        self.extents[last] *= extent
        self.first[last] = a
        self.second[last] = b
      } else {
        self.extents.append(extent)
        self.first.append(a)
        self.second.append(b)
      }
    }
    if self.extents.isEmpty {
      self.extents = [1]
      self.first = [1]
      self.second = [1]
    }
  }

  /// The length of a row, and how far each tensor moves with a step along it.
  var rowLength: Int { extents[extents.count - 1] }
  var firstStep: Int { first[first.count - 1] }
  var secondStep: Int { second[second.count - 1] }
  /// How far each tensor moves from a row to the next of its block.
  var firstRowStep: Int { first.count > 1 ? first[first.count - 2] : 0 }
  var secondRowStep: Int { second.count > 1 ? second[second.count - 2] : 0 }
  /// The number of rows.
  var rowCount: Int { extents.dropLast().reduce(1, *) }

  /// Makes the axis that the first tensor steps through one by one the last but one, if it has such.
  mutating func moveContiguousAxisNextToRow() {
    guard firstStep != 1, let axis = first.dropLast().firstIndex(of: 1) else { return }
    let place = extents.count - 2
    extents.insert(extents.remove(at: axis), at: place)
    first.insert(first.remove(at: axis), at: place)
    second.insert(second.remove(at: axis), at: place)
  }

  /// Some columns of some consecutive rows that lie along the last axis but one.
  struct Block {
    var row: Int
    var rowCount: Int
    var column: Int
    var columnCount: Int
    /// Where the block starts in each tensor.
    var first: Int
    var second: Int
  }

  /// Calls `body` on all threads with blocks of about `grain` scalars that together cover everything.
  func run(_ body: (Block) -> Void) {
    if rowLength >= Self.grain {
      run(rows: 1, columns: Self.grain, body)
    } else {
      run(rows: Self.grain / max(rowLength, 1), columns: max(rowLength, 1), body)
    }
  }

  /// Calls `body` on all threads with blocks of at most so many rows and columns.
  func run(rows: Int, columns: Int, _ body: (Block) -> Void) {
    let total = rowCount, length = rowLength
    guard total > 0, length > 0 else { return }
    let groups = (total + rows - 1) / rows, pieces = (length + columns - 1) / columns
    Workers.shared.run(chunks: groups * pieces) { chunk in
      let row = chunk / pieces * rows, column = chunk % pieces * columns
      forEachRun(of: row..<min(total, row + rows)) { run in
        var block = run
        block.column = column
        block.columnCount = min(columns, length - column)
        block.first += column * firstStep
        block.second += column * secondStep
        body(block)
      }
    }
  }

  private func forEachRun(of rows: Range<Int>, _ body: (Block) -> Void) {
    let side = extents.count > 1 ? extents[extents.count - 2] : 1
    var row = rows.lowerBound
    while row < rows.upperBound {
      var block = Block(
        row: row, rowCount: min(side - row % side, rows.upperBound - row), column: 0,
        columnCount: 0, first: 0, second: 0)
      var rest = row
      for axis in extents.indices.dropLast().reversed() {
        let position = rest % extents[axis]
        rest /= extents[axis]
        block.first += position * first[axis]
        block.second += position * second[axis]
      }
      body(block)
      row += block.rowCount
    }
  }
}
