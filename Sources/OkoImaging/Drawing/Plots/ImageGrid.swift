/// Pictures of any sizes side by side, each fitted into a cell, with a caption below.
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
    let scale = TextSize.scale(textScale)
    var layout = TileLayout(
      count: items.count, columns: columns, cell: cell, gap: spacing, margin: spacing)
    if items.contains(where: { !$0.caption.isEmpty }) {
      layout.captionHeight = Int((14 * scale).rounded(.up))
    }
    var sheet = Image(
      width: layout.size.width, height: layout.size.height, channels: .rgb,
      filledWith: [background.red, background.green, background.blue])
    for (index, item) in items.enumerated() {
      let (x, y) = layout.origin(of: index)
      let picture = item.image.converted(to: .rgb, depth: .eight, background: background)
      sheet.paste(picture.letterboxed(to: cell, fill: background).0, x: x, y: y)
      sheet.drawCentered(
        item.caption, x: x, width: cell.width, y: Double(y + cell.height) + 4 * scale,
        color: Palette.textColor(on: background), scale: scale)
    }
    return sheet
  }
}
