/// A contact sheet: pictures side by side, each fitted into a cell, with a caption below.
public struct ImageGrid: Sendable {
  /// The pictures, row by row.
  public var items: [(image: Image, caption: String)]
  /// Pictures in a row; nil makes the sheet about square.
  public var columns: Int?
  /// The pixels that each picture is fitted into; smaller ones are enlarged.
  public var cell: Size
  /// Pixels between cells, and round the sheet.
  public var spacing: Int
  /// What shows between the pictures, and through their transparent parts.
  public var background: Image.Color
  /// The captions' size; at 1 capitals are 7 pixels high.
  public var textScale: Double

  /// Makes a sheet of `items`.
  public init(
    _ items: [(image: Image, caption: String)], columns: Int? = nil,
    cell: Size = Size(width: 240, height: 240), spacing: Int = 8, background: Image.Color = 250,
    textScale: Double = 1
  ) {
    self.items = items
    self.columns = columns
    self.cell = cell
    self.spacing = spacing
    self.background = background
    self.textScale = textScale
  }

  /// Draws the sheet, 8-bit RGB.
  ///
  /// - Precondition: a cell has at least one pixel.
  public func image() -> Image {
    let spacing = max(0, spacing)
    let columns = max(1, min(self.columns ?? squareColumns, max(items.count, 1)))
    let rows = max(1, (items.count + columns - 1) / columns)
    let scale = TextSize.scale(textScale)
    let hasCaptions = items.contains { !$0.caption.isEmpty }
    let captionHeight = hasCaptions ? Int((14 * scale).rounded(.up)) : 0
    let (across, down) = (cell.width + spacing, cell.height + captionHeight + spacing)
    var sheet = Image(
      width: columns * across + spacing, height: rows * down + spacing, channels: .rgb,
      filledWith: [background.red, background.green, background.blue])
    for (index, item) in items.enumerated() {
      let x = spacing + index % columns * across
      let y = spacing + index / columns * down
      let picture = item.image.converted(to: .rgb, depth: .eight, background: background)
      sheet.paste(picture.letterboxed(to: cell, fill: background).0, x: x, y: y)
      let text = TextSize.shortened(item.caption, toWidth: Double(cell.width), scale: scale)
      let width = TextSize.width(of: text, scale: scale)
      sheet.drawText(
        text, x: (Double(x) + (Double(cell.width) - width) / 2).rounded(),
        y: Double(y + cell.height) + 4 * scale, color: Palette.textColor(on: background),
        scale: scale)
    }
    return sheet
  }

  private var squareColumns: Int {
    Int((Double(items.count) * Double(cell.height) / Double(cell.width)).squareRoot().rounded(.up))
  }
}

extension Image {
  /// Puts `picture`, of the same channels and depth, at (`x`, `y`), where it fits.
  fileprivate mutating func paste(_ picture: Image, x: Int, y: Int) {
    guard case .uint8(let source) = picture.samples, picture.channels == channels else { return }
    let count = channels.rawValue
    let (stride, width) = (self.width * count, picture.width * count)
    let height = picture.height
    withMutableBytes { bytes in
      for row in 0..<height {
        let start = (y + row) * stride + x * count
        bytes.replaceSubrange(
          start..<(start + width), with: source[(row * width)..<((row + 1) * width)])
      }
    }
  }
}
