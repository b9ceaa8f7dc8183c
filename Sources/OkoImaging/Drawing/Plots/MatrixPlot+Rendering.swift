extension MatrixPlot {
  /// Draws the table, 8-bit RGB on white; the picture is as large as its cells need.
  public func image() -> Image {
    let layout = MatrixLayout(self)
    var picture = Image(
      width: layout.size.width, height: layout.size.height, channels: .rgb,
      filledWith: [255, 255, 255])
    drawCells(on: &picture, layout)
    drawNames(on: &picture, layout)
    drawTitles(on: &picture, layout)
    return picture
  }

  private func drawCells(on picture: inout Image, _ layout: MatrixLayout) {
    let gap = layout.cell >= 8 ? 1 : 0
    for (row, shares) in shares.enumerated() {
      for (column, share) in shares.enumerated() {
        let (x, y) = layout.corner(row: row, column: column)
        let color = ColorScale.color(at: share)
        picture.fillRectangle(
          x: x, y: y, width: layout.cell - gap, height: layout.cell - gap, color: color)
        guard layout.showsNumbers else { continue }
        let value = values[row][column]
        let text = layout.texts[row][column]
        let width = TextSize.width(of: text, scale: layout.scale)
        let ink =
          value == 0 && Palette.textColor(on: color) == .black
          ? PlotColor.frame : Palette.textColor(on: color)
        picture.drawText(
          text, x: (Double(x) + (Double(layout.cell) - width) / 2).rounded(),
          y: (Double(y) + (Double(layout.cell) - 7 * layout.scale) / 2).rounded(), color: ink,
          scale: layout.scale)
      }
    }
  }

  private func drawNames(on picture: inout Image, _ layout: MatrixLayout) {
    guard layout.showsNames else { return }
    let scale = layout.scale
    let half = Double(layout.cell) / 2
    for (row, name) in layout.rowNames.enumerated() {
      let (x, y) = layout.corner(row: row, column: 0)
      picture.drawText(
        name, x: Double(x) - 5 * scale - TextSize.width(of: name, scale: scale),
        y: (Double(y) + half - 3.5 * scale).rounded(), color: PlotColor.label, scale: scale)
    }
    for (column, name) in layout.columnNames.enumerated() {
      let (x, y) = layout.corner(row: values.count, column: column)
      let width = TextSize.width(of: name, scale: scale)
      if layout.turnsNames {
        // Turned to the left, a name ends below its column.
        picture.drawText(
          name, x: Double(x) + half - 3.5 * scale, y: Double(y) + 5 * scale + width,
          color: PlotColor.label, scale: scale, degrees: -90)
      } else {
        picture.drawText(
          name, x: (Double(x) + half - width / 2).rounded(), y: Double(y) + 5 * scale,
          color: PlotColor.label, scale: scale)
      }
    }
  }

  private func drawTitles(on picture: inout Image, _ layout: MatrixLayout) {
    let scale = layout.scale
    let across = Double(layout.left) + Double(layout.cell * layout.columns) / 2
    func centered(_ text: String, at middle: Double, y: Double, scale: Double, _ color: Image.Color)
    {
      let text = TextSize.shortened(text, toWidth: Double(picture.width) - 4, scale: scale)
      let width = TextSize.width(of: text, scale: scale)
      let left = min(max(middle - width / 2, 2), Double(picture.width) - width - 2)
      picture.drawText(text, x: left.rounded(), y: y, color: color, scale: scale)
    }
    centered(title, at: across, y: 10 * scale, scale: scale * 1.25, PlotColor.title)
    centered(
      columnTitle, at: across, y: Double(picture.height) - 13 * scale, scale: scale,
      PlotColor.title)
    let down = Double(layout.top) + Double(layout.cell * values.count) / 2
    let length = TextSize.width(of: rowTitle, scale: scale)
    picture.drawText(
      rowTitle, x: 7 * scale, y: down + length / 2, color: PlotColor.title, scale: scale,
      degrees: -90)
  }
}
