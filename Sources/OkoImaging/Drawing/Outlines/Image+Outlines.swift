extension Image {
  /// Fills an outline whose coordinates are pixels, with soft edges; what lies outside is left out.
  ///
  /// `opacity` runs from 0 (nothing happens) to 1.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func fill(_ outline: CurvedOutline, color: Color, opacity: Double = 1) {
    guard let bounds = outline.bounds else { return }
    let (left, top) = (max(0, Pixels.floor(bounds.x)), max(0, Pixels.floor(bounds.y)))
    let width = min(size.width, Pixels.floor(bounds.maxX) + 1) - left
    let height = min(size.height, Pixels.floor(bounds.maxY) + 1) - top
    guard width > 0, height > 0 else { return }
    var coverage = OutlineCoverage(width: width, height: height)
    let origin = Point(Double(left), Double(top))
    coverage.add(outline.mapped { $0 - origin })
    let values = coverage.values()
    let rowLength = size.width
    paint(color) { brush in
      for row in 0..<height {
        for column in 0..<width where values[row * width + column] > 0 {
          brush.blend(
            (top + row) * rowLength + left + column,
            opacity: Double(values[row * width + column]) * opacity)
        }
      }
    }
  }
}
