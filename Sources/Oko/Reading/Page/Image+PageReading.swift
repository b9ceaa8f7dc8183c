public import OkoImaging

extension Image {
  /// The page with a frame around each line, one colour a row, and beside it what was read, each line in its place.
  ///
  /// The result has 8 bits a sample, is RGB, and is twice as wide; what is transparent lies on white.
  public func annotated(with result: PageReadingResult) -> Image {
    let page = converted(to: .rgb, depth: .eight, background: .white)
    var image = Image(
      width: width * 2, height: height, channels: .rgb, filledWith: [255, 255, 255])
    image.withMutableBytes { bytes in
      guard case .uint8(let samples) = page.samples else { return }
      for row in 0..<height {
        let source = row * width * 3
        bytes.replaceSubrange(
          (source * 2)..<(source * 2 + width * 3), with: samples[source..<(source + width * 3)])
      }
    }
    for (number, row) in result.rows.enumerated() {
      let color = Palette.color(of: number)
      for line in row {
        image.drawBox(line.box, color: color, thickness: max(1, min(width, height) / 500))
        let textWidth = TextSize.width(of: line.text)
        guard textWidth > 0 else { continue }
        // As high as the line, as wide at most.
        let scale = min(line.box.height * 0.7 / 7, line.box.width / textWidth)
        let top = line.box.y + (line.box.height - 7 * scale) / 2
        image.drawText(
          line.text, x: Double(width) + line.box.x, y: top, color: .black, scale: max(scale, 0.5))
      }
    }
    return image
  }
}
