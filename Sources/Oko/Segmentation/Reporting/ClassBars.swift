import OkoImaging

/// A bar for each class, from 0 to 1, with its name before and its figure behind it.
struct ClassBars: Sendable {
  let title: String
  let names: [String]
  /// From 0 to 1; nil has no bar.
  let values: [Double?]

  /// Draws the bars, 8-bit RGB on white.
  func image() -> Image {
    let scale = 1.5
    let (line, bar, margin) = (24, 16, 16)
    let longest = names.map { TextSize.width(of: $0, scale: scale) }.max() ?? 0
    let left = margin + min(Int(longest.rounded(.up)), 320) + 10
    let (length, top) = (400, 44)
    var picture = Image(
      width: left + length + 70, height: top + names.count * line + margin, channels: .rgb,
      filledWith: [255, 255, 255])
    picture.drawText(title, x: Double(margin), y: 12, color: 40, scale: scale)
    for quarter in 0...4 {
      picture.fillRectangle(
        x: left + quarter * length / 4, y: top - 6, width: 1, height: names.count * line + 6,
        color: 215)
    }
    for (index, (name, value)) in zip(names, values).enumerated() {
      let y = top + index * line
      let text = TextSize.shortened(name, toWidth: 320, scale: scale)
      picture.drawText(
        text, x: Double(left - 10) - TextSize.width(of: text, scale: scale), y: Double(y + 3),
        color: 40, scale: scale)
      let width = Int((Double(length) * (value ?? 0)).rounded())
      picture.fillRectangle(
        x: left, y: y, width: width, height: bar, color: Palette.color(of: index))
      picture.drawText(
        FigureText.text(value ?? -1), x: Double(left + width + 8), y: Double(y + 3), color: 40,
        scale: scale)
    }
    return picture
  }
}
