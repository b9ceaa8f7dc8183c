/// Where the parts of a ``MatrixPlot`` go.
struct MatrixLayout {
  let scale: Double
  let columns: Int
  let rowNames: [String]
  let columnNames: [String]
  /// What the cells say.
  let texts: [[String]]
  /// Pixels of a cell's side, with the gap to the next.
  let cell: Int
  let showsNumbers: Bool
  let showsNames: Bool
  let turnsNames: Bool
  /// The corner of the first cell.
  let left: Int
  let top: Int
  let size: Size

  init(_ plot: MatrixPlot) {
    let scale = TextSize.scale(plot.textScale)
    let rows = plot.values.count
    let columns = plot.values.first?.count ?? 0
    func names(_ given: [String], _ count: Int) -> [String] {
      (0..<count).map { index in
        let name = index < given.count ? given[index] : String(index)
        return TextSize.shortened(name, toWidth: 150 * scale, scale: scale)
      }
    }
    func widest(_ texts: [String]) -> Double {
      texts.map { TextSize.width(of: $0, scale: scale) }.max() ?? 0
    }
    self.scale = scale
    self.columns = columns
    rowNames = names(plot.rowNames, rows)
    columnNames = names(plot.columnNames, columns)
    texts = plot.values.map { $0.map(NumberText.short) }

    let room = max(1, plot.maximumSide - Int(200 * scale)) / max(rows, columns, 1)
    let wanted = Int(max(widest(Array(texts.joined())) + 8 * scale, 24 * scale).rounded(.up))
    cell = max(1, min(wanted, room))
    showsNumbers = cell == wanted
    showsNames = Double(cell) >= 10 * scale
    let namesWidth = widest(columnNames)
    turnsNames = namesWidth + 4 * scale > Double(cell)
    let below = showsNames ? (turnsNames ? namesWidth : 7 * scale) + 8 * scale : 4 * scale
    let beside = showsNames ? widest(rowNames) + 8 * scale : 4 * scale
    left = Int((beside + (plot.rowTitle.isEmpty ? 6 : 20) * scale).rounded())
    top = Int((plot.title.isEmpty ? 8 * scale : 28 * scale).rounded())
    let bottom = below + (plot.columnTitle.isEmpty ? 4 : 18) * scale
    // A title may be wider than a small table.
    let titleWidth = TextSize.width(of: plot.title, scale: scale * 1.25) + 12 * scale
    let width = max(left + columns * cell + Int(10 * scale), Int(titleWidth))
    size = Size(
      width: max(1, min(width, max(plot.maximumSide, left + columns * cell))),
      height: max(1, top + rows * cell + Int(bottom)))
  }

  /// The top left pixel of a cell.
  func corner(row: Int, column: Int) -> (x: Int, y: Int) {
    (left + column * cell, top + row * cell)
  }
}
