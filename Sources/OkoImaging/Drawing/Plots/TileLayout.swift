/// Where the cells of a sheet lie: row by row, with gaps between them and a margin round them.
package struct TileLayout: Hashable, Sendable {
  /// The number of cells; the last row may have fewer than the others.
  package var count: Int
  /// Cells in a row.
  package var columns: Int
  /// The pixels of a cell.
  package var cell: Size
  /// Pixels below each cell, for its caption.
  package var captionHeight = 0
  /// Pixels between cells.
  package var gap: Int
  /// Pixels round the sheet.
  package var margin: Int
  /// Pixels above the first row, for labels of columns.
  package var head = 0
  /// Pixels left of the first column, for labels of rows.
  package var side = 0

  /// Lays out `count` cells, without room for text.
  ///
  /// Without `columns` the sheet becomes about square.
  package init(count: Int, columns: Int?, cell: Size, gap: Int, margin: Int) {
    self.count = max(count, 0)
    let square = (Double(self.count) * Double(cell.height) / Double(cell.width)).squareRoot()
    self.columns = max(1, min(columns ?? Int(square.rounded(.up)), self.count))
    self.cell = cell
    self.gap = max(gap, 0)
    self.margin = max(margin, 0)
  }

  /// At least 1.
  package var rows: Int { max(1, (count + columns - 1) / columns) }

  /// The pixels of the whole sheet.
  package var size: Size {
    Size(
      width: 2 * margin + side + columns * (cell.width + gap) - gap,
      height: 2 * margin + head + rows * (cell.height + captionHeight + gap) - gap)
  }

  /// The first pixel of the cell number `index`.
  package func origin(of index: Int) -> (x: Int, y: Int) {
    (
      margin + side + index % columns * (cell.width + gap),
      margin + head + index / columns * (cell.height + captionHeight + gap)
    )
  }
}

extension Image {
  /// Puts `picture` at (`x`, `y`).
  ///
  /// - Precondition: it has the same channels, has 8 bits a sample as this one has, and lies within it.
  package mutating func paste(_ picture: Image, x: Int, y: Int) {
    precondition(
      picture.channels == channels && x >= 0 && y >= 0 && picture.width <= width - x
        && picture.height <= height - y,
      "Image.paste: \(picture.width)×\(picture.height) at (\(x), \(y)) of \(width)×\(height)")
    guard case .uint8(let source) = picture.samples else {
      preconditionFailure("Image.paste: the picture has 16 bits a sample")
    }
    let count = channels.rawValue
    let (stride, length) = (width * count, picture.width * count)
    withMutableBytes { bytes in
      for row in 0..<picture.height {
        let start = (y + row) * stride + x * count
        bytes.replaceSubrange(
          start..<(start + length), with: source[(row * length)..<((row + 1) * length)])
      }
    }
  }

  /// Draws `text` in the middle of `width` pixels from `x` on, shortened to them; `y` is the top of its capitals.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  package mutating func drawCentered(
    _ text: String, x: Int, width: Int, y: Double, color: Color, scale: Double
  ) {
    let text = TextSize.shortened(text, toWidth: Double(width), scale: scale)
    let room = Double(width) - TextSize.width(of: text, scale: scale)
    drawText(text, x: (Double(x) + room / 2).rounded(), y: y, color: color, scale: scale)
  }
}
