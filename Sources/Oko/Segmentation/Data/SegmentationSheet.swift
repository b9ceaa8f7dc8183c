public import OkoImaging

/// Training patches beside each other with their classes, to see what a segmenter is given.
public enum SegmentationSheet {
  /// The first 16 pictures of `batch` under the colours of their classes, which a legend names.
  ///
  /// Class 0 has no colour where it is called background, ignored pixels are darkly hatched, and edges between
  /// instances are white. Pictures that are not from 0 to 1 are stretched over their own range.
  ///
  /// - Precondition: the batch is not empty.
  public static func image(of batch: SegmentationBatch, classNames: [String]) -> Image {
    let shape = batch.images.shape
    precondition(shape[0] > 0, "SegmentationSheet: the batch is empty")
    let size = Size(width: shape[2], height: shape[1])
    let count = size.width * size.height
    let scalars = batch.images.scalars
    let isPlain = BackgroundClass.isFirst(of: classNames)
    let pictures = (0..<min(shape[0], 16)).map { index -> (Image, String) in
      var picture = shown(scalars[(index * count * 3)..<((index + 1) * count * 3)], size)
      let range = (index * count)..<((index + 1) * count)
      let labels = Array(batch.labels[range])
      picture.drawClasses(
        Image(width: size.width, height: size.height, channels: .gray, samples: labels),
        contour: 0, skipping: isPlain ? [0, LabelMap.ignored] : [LabelMap.ignored])
      mark(&picture, labels, edges: batch.instances.map { Array($0.edges[range]) })
      return (picture, "")
    }
    let sheet = ImageGrid(pictures, columns: 4, cell: size, spacing: 4).image()
    return named(sheet, batch.labels, classNames, skipsFirst: isPlain)
  }

  /// A normalised picture at 8 bits.
  private static func shown(_ values: ArraySlice<Float>, _ size: Size) -> Image {
    var (low, high) = (Float(0), Float(1))
    for value in values { (low, high) = (min(low, value), max(high, value)) }
    if high > 1 || low < 0 { (low, high) = (values.min() ?? 0, values.max() ?? 1) }
    let factor = 255 / max(high - low, 1e-6)
    return Image(
      width: size.width, height: size.height, channels: .rgb,
      samples: values.map { UInt8(($0 - low) * factor + 0.5) })
  }

  private static func mark(_ picture: inout Image, _ labels: [UInt8], edges: [UInt8]?) {
    let width = picture.width
    picture.withMutableBytes { bytes in
      for (place, label) in labels.enumerated() {
        if label == LabelMap.ignored {
          let isLine = (place % width + place / width) % 8 < 2
          for sample in (3 * place)..<(3 * place + 3) {
            bytes[sample] = bytes[sample] / 4 + (isLine ? 48 : 0)
          }
        } else if let edges, edges[place] != 0 {
          for sample in (3 * place)..<(3 * place + 3) { bytes[sample] = 255 }
        }
      }
    }
  }

  /// The sheet above the names of the classes that occur.
  private static func named(
    _ sheet: Image, _ labels: [UInt8], _ classNames: [String], skipsFirst: Bool
  ) -> Image {
    let present = Set(labels).subtracting(skipsFirst ? [0, LabelMap.ignored] : [LabelMap.ignored])
    var places: [(index: Int, name: String, x: Int, line: Int)] = []
    var (x, line) = (8, 0)
    for index in present.sorted().map(Int.init) {
      let name = classNames.indices.contains(index) ? classNames[index] : "\(index)"
      let extent = Int(TextSize.width(of: name)) + 30
      if x > 8, x + extent > sheet.width { (x, line) = (8, line + 1) }
      places.append((index, name, x, line))
      x += extent
    }
    guard !places.isEmpty else { return sheet }
    var result = sheet.padded(bottom: (line + 1) * 16, fill: 250)
    for place in places {
      let y = sheet.height + place.line * 16
      result.fillRectangle(
        x: place.x, y: y, width: 10, height: 10, color: Palette.color(of: place.index))
      result.drawText(place.name, x: Double(place.x + 15), y: Double(y) + 2, color: .black)
    }
    return result
  }
}
