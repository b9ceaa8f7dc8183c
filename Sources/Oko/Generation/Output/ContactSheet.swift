public import OkoImaging

/// Pictures of one size in a grid, pixel for pixel, with labels of rows and columns.
///
///     let sheet = ContactSheet(samples, columns: 10, columnLabels: (0..<10).map { "\($0)" })
///     let png = try PNGEncoder.encode(sheet.image())
///
/// Pictures of unlike sizes, which must be fitted into their cells, are for `ImageGrid`.
public struct ContactSheet: Sendable {
  /// The pictures, row by row; nil leaves a cell empty.
  public var images: [Image?]
  /// Pictures in a row, at most as many as there are; nil makes the sheet about square.
  public var columns: Int?
  /// What stands left of each row, or nothing.
  public var rowLabels: [String] = []
  /// What stands above each column, or nothing.
  public var columnLabels: [String] = []
  /// What stands below each picture, or nothing.
  public var captions: [String] = []
  /// Pixels for each side of a picture's pixel; nil enlarges small pictures to about 128.
  public var enlargement: Int?
  /// Pixels between the pictures.
  public var gap = 4
  /// Pixels round the sheet.
  public var margin = 8
  /// What shows between the pictures and through them; nil keeps both transparent.
  public var background: Image.Color? = .white
  /// The size of the texts; at 1 capitals are 7 pixels high.
  public var textScale = 1.0

  /// Makes a sheet of `images`.
  public init(
    _ images: [Image?], columns: Int? = nil, rowLabels: [String] = [], columnLabels: [String] = [],
    captions: [String] = [], enlargement: Int? = nil, background: Image.Color? = .white
  ) {
    self.images = images
    self.columns = columns
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.captions = captions
    self.enlargement = enlargement
    self.background = background
  }

  /// The size of the sheet, known before it is drawn.
  ///
  /// - Precondition: that of ``image()``.
  public var size: Size { layout.size }

  /// Draws the sheet: 8-bit RGB, or RGBA without a background.
  ///
  /// - Precondition: there is a picture, all have one size, and texts are as many as what they belong to.
  public func image() -> Image {
    let (layout, factor) = (layout, factor)
    var sheet = blank(layout.size)
    for (index, image) in images.enumerated() {
      guard let image else { continue }
      let (x, y) = layout.origin(of: index)
      let picture = image.converted(
        to: sheet.channels, depth: .eight, background: background)
      sheet.paste(picture.enlarged(by: factor), x: x, y: y)
    }
    drawTexts(on: &sheet, layout)
    return sheet
  }

  /// Takes the pictures out of `grid`, which a sheet like this one drew; nil where its size is another.
  ///
  /// They are as many as ``images``, at their size before they were enlarged; an empty cell becomes a picture of
  /// the background. The grids that a training wrote are read so when it goes on.
  public func tiles(cutFrom grid: Image) -> [Image]? {
    let (layout, factor) = (layout, factor)
    guard grid.size == layout.size else { return nil }
    let (width, height) = (layout.cell.width, layout.cell.height)
    let small = Size(width: width / factor, height: height / factor)
    return images.indices.map { index in
      let (x, y) = layout.origin(of: index)
      return grid.cropped(x: x, y: y, width: width, height: height).resized(
        to: small, filter: .area)
    }
  }
}

extension ContactSheet {
  /// The size that all pictures have.
  private var pictureSize: Size {
    let sizes = images.lazy.compactMap { $0?.size }
    guard let size = sizes.first else {
      preconditionFailure("ContactSheet: there is no picture")
    }
    if let other = sizes.first(where: { $0 != size }) {
      preconditionFailure(
        "ContactSheet: a picture of \(other.width)×\(other.height) beside "
          + "\(size.width)×\(size.height)")
    }
    return size
  }

  /// The enlargement in use.
  private var factor: Int {
    let size = pictureSize
    let factor = enlargement ?? max(1, 128 / max(size.width, size.height))
    precondition(factor >= 1, "ContactSheet: enlarged by \(factor)")
    return factor
  }

  private var layout: TileLayout {
    let (size, factor, scale) = (pictureSize, factor, TextSize.scale(textScale))
    var layout = TileLayout(
      count: images.count, columns: columns,
      cell: Size(width: size.width * factor, height: size.height * factor), gap: gap,
      margin: margin)
    func check(_ texts: [String], _ count: Int, _ what: String) {
      precondition(
        texts.isEmpty || texts.count == count,
        "ContactSheet: \(texts.count) texts for \(count) \(what)")
    }
    check(captions, images.count, "pictures")
    check(rowLabels, layout.rows, "rows")
    check(columnLabels, layout.columns, "columns")
    let line = Int((14 * scale).rounded(.up))
    if captions.contains(where: { !$0.isEmpty }) { layout.captionHeight = line }
    if !columnLabels.isEmpty { layout.head = line }
    if !rowLabels.isEmpty {
      let width = rowLabels.map { TextSize.width(of: $0, scale: scale) }.max() ?? 0
      layout.side = Int((min(width, 200 * scale) + 6 * scale).rounded(.up))
    }
    return layout
  }

  private var ink: Image.Color { background.map(Palette.textColor) ?? 128 }

  private func blank(_ size: Size) -> Image {
    guard let background else {
      // The letters' own gray, unseen, so that their edges do not darken.
      return Image(
        width: size.width, height: size.height, channels: .rgba,
        filledWith: [ink.red, ink.green, ink.blue, 0])
    }
    return Image(
      width: size.width, height: size.height, channels: .rgb,
      filledWith: [background.red, background.green, background.blue])
  }

  private func drawTexts(on sheet: inout Image, _ layout: TileLayout) {
    let (scale, cell) = (TextSize.scale(textScale), layout.cell)
    for (index, caption) in captions.enumerated() {
      let (x, y) = layout.origin(of: index)
      sheet.drawCentered(
        caption, x: x, width: cell.width, y: Double(y + cell.height) + 4 * scale, color: ink,
        scale: scale)
    }
    for (column, label) in columnLabels.enumerated() {
      let x = layout.origin(of: column).x
      sheet.drawCentered(
        label, x: x, width: cell.width, y: Double(layout.margin) + 3 * scale, color: ink,
        scale: scale)
    }
    let middle = (Double(cell.height) - TextSize.capitalHeight(scale: scale)) / 2
    let room = Double(layout.side) - 6 * scale
    for (row, label) in rowLabels.enumerated() {
      let text = TextSize.shortened(label, toWidth: room, scale: scale)
      let x = Double(layout.margin) + room - TextSize.width(of: text, scale: scale)
      let y = Double(layout.origin(of: row * layout.columns).y) + middle
      sheet.drawText(text, x: x.rounded(), y: y.rounded(), color: ink, scale: scale)
    }
  }
}
