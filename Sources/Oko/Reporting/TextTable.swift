/// A table for people to read: names to the left, figures to the right in columns.
struct TextTable {
  private var rows: [(name: String, cells: [String])] = []
  private let cellWidth: Int

  /// Makes an empty table whose columns are `cellWidth` characters wide, or as wide as what is in them.
  init(cellWidth: Int = 10) { self.cellWidth = cellWidth }

  /// Adds a row.
  mutating func add(_ name: String, _ cells: [String]) { rows.append((name, cells)) }

  /// The rows, each name in a column as wide as the longest.
  var lines: [String] {
    let width = (rows.map(\.name.count).max() ?? 0) + 2
    return rows.map { name, cells in
      name + String(repeating: " ", count: width - name.count)
        + cells.map { String(repeating: " ", count: max(cellWidth - $0.count, 1)) + $0 }.joined()
    }
  }
}
