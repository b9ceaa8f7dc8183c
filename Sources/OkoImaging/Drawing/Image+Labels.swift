extension Image {
  /// Draws `box` and, on a plate of its colour, `label` at its top left corner.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func drawBox(
    _ box: Box, label: String, color: Color, style: AnnotationStyle? = nil
  ) {
    let style = style ?? AnnotationStyle(for: size)
    drawBox(box, color: color, thickness: style.thickness)
    drawLabel(label, for: box, color: color, style: style)
  }

  /// Draws `label` on a plate of `color` above `box`, or inside its top where there is no room above.
  ///
  /// The plate is moved so that it lies in the picture, and a label that is too wide for the picture is
  /// shortened. The letters are black or white, as is easier to read.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func drawLabel(
    _ label: String, for box: Box, color: Color, style: AnnotationStyle? = nil
  ) {
    let style = style ?? AnnotationStyle(for: size)
    let scale = TextSize.scale(style.textScale)
    let margin = 2 * scale
    let text = TextSize.shortened(label, toWidth: Double(width) - 2 * margin, scale: scale)
    guard !text.isEmpty else { return }
    let glyphs = Font.glyphs(of: text)
    // Accents and tails have room on the plate where the text has any.
    let top = Double(min(0, glyphs.map(\.top).min() ?? 0))
    let bottom = Double(max(6, glyphs.map(\.bottom).max() ?? 6) + 1)
    let plateWidth = Pixels.round(Double(Font.width(of: glyphs)) * scale + 2 * margin)
    let plateHeight = Pixels.round((bottom - top) * scale + 2 * margin)
    let (columns, rows) = pixels(of: box)
    let left = max(0, min(columns.lowerBound, width - plateWidth))
    let above = rows.lowerBound - plateHeight
    let plateTop = max(0, min(above >= 0 ? above : rows.lowerBound, height - plateHeight))
    fillRectangle(x: left, y: plateTop, width: plateWidth, height: plateHeight, color: color)
    drawText(
      text, x: Double(left) + margin, y: Double(plateTop) + margin - top * scale,
      color: Palette.textColor(on: color), scale: scale)
  }
}
