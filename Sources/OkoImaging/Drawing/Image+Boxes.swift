extension Image {
  /// Draws the frame of `box`, `thickness` pixels inwards from its edges rounded to whole pixels.
  ///
  /// Without a thickness it follows ``AnnotationStyle``. A frame is cut at the picture's edges, so that the
  /// side of a box that reaches beyond them is still seen; a box that lies outside leaves nothing.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func drawBox(
    _ box: Box, color: Color, thickness: Int? = nil, opacity: Double = 1
  ) {
    let thickness = max(1, thickness ?? AnnotationStyle(for: size).thickness)
    guard box.maxX >= 0, box.maxY >= 0, box.x <= Double(width), box.y <= Double(height) else {
      return
    }
    let (columns, rows) = pixels(of: box)
    let (left, top) = (columns.lowerBound, rows.lowerBound)
    let (width, height) = (columns.count, rows.count)
    let across = min(thickness, (width + 1) / 2)
    let down = min(thickness, (height + 1) / 2)
    func fill(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
      fillRectangle(x: x, y: y, width: width, height: height, color: color, opacity: opacity)
    }
    // Four strips that do not overlap, so that a translucent frame is even.
    fill(left, top, width, down)
    fill(left, top + max(down, height - down), width, min(down, height - down))
    fill(left, top + down, across, height - 2 * down)
    fill(
      left + max(across, width - across), top + down, min(across, width - across), height - 2 * down
    )
  }

  /// The whole pixels of `box` in the picture, at least one each way.
  func pixels(of box: Box) -> (columns: Range<Int>, rows: Range<Int>) {
    func range(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
      let start = min(max(Pixels.round(low), 0), limit - 1)
      return start..<max(start + 1, min(Pixels.round(high), limit))
    }
    return (range(box.x, box.maxX, width), range(box.y, box.maxY, height))
  }
}
