public import OkoImaging

/// Training pictures beside each other with their boxes, to see what a detector is given.
public enum DetectionSheet {
  /// One colour for each class, over and over.
  private static let colors: [Image.Color] = [
    Image.Color(red: 255, green: 59, blue: 48), Image.Color(red: 52, green: 199, blue: 89),
    Image.Color(red: 0, green: 122, blue: 255), Image.Color(red: 255, green: 204, blue: 0),
    Image.Color(red: 175, green: 82, blue: 222), Image.Color(red: 90, green: 200, blue: 250),
  ]

  /// The pictures of `batch` in rows of `columns`, boxes in the colour of their class, ignored ones gray.
  ///
  /// - Precondition: the batch is not empty and `columns >= 1`.
  public static func image(of batch: DetectionBatch, columns: Int = 4) -> Image {
    let pictures = batch.images.images
    precondition(
      !pictures.isEmpty && columns >= 1,
      "DetectionSheet: \(pictures.count) pictures in rows of \(columns)")
    let (width, height) = (pictures[0].width, pictures[0].height)
    let rows = (pictures.count + columns - 1) / columns
    var sheet = Image(
      width: min(columns, pictures.count) * width, height: rows * height, channels: .rgb,
      filledWith: [0, 0, 0])
    let stride = sheet.width * 3
    sheet.withMutableBytes { bytes in
      for (index, (picture, targets)) in zip(pictures, batch.targets).enumerated() {
        guard case .uint8(let samples) = picture.samples else { continue }
        let start = index / columns * height * stride + index % columns * width * 3
        var tile = samples
        let size = picture.size
        for box in targets.ignored { outline(box, .init(gray: 160), on: &tile, size) }
        for (box, index) in zip(targets.boxes, targets.classes) {
          outline(box, colors[index % colors.count], on: &tile, size)
        }
        for row in 0..<height {
          bytes.replaceSubrange(
            (start + row * stride)..<(start + row * stride + width * 3),
            with: tile[(row * width * 3)..<((row + 1) * width * 3)])
        }
      }
    }
    return sheet
  }

  /// Colours the outermost pixels that `box` covers at least half of.
  private static func outline(
    _ box: Box, _ color: Image.Color, on pixels: inout [UInt8], _ size: Size
  ) {
    let (left, top) = (Int(box.x.rounded()), Int(box.y.rounded()))
    let right = min(max(left + 1, Int(box.maxX.rounded())), size.width)
    let bottom = min(max(top + 1, Int(box.maxY.rounded())), size.height)
    for y in max(top, 0)..<max(bottom, 0) {
      for x in max(left, 0)..<max(right, 0)
      where x == left || x == right - 1 || y == top || y == bottom - 1 {
        let place = (y * size.width + x) * 3
        (pixels[place], pixels[place + 1], pixels[place + 2]) = (color.red, color.green, color.blue)
      }
    }
  }
}
