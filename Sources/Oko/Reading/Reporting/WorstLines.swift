import OkoImaging

/// Lines one below another under a legend: each picture, below it the truth, and below that what was read, aligned and
/// with the characters that differ in red.
///
/// Characters stand in the order in which they are read from left to right, those of right-to-left scripts as well.
struct WorstLines {
  let cases: [TextCase]

  private static let width = 960
  private static let margin = 12
  private static let pictureHeight = 48
  private static let largestScale = 1.6
  private static let labelWidth = 52.0
  private static let wrong = Image.Color(red: 200, green: 24, blue: 24)
  private static let right = Image.Color(gray: 40)
  private static let label = Image.Color(gray: 130)

  init(_ cases: [TextCase]) { self.cases = cases }

  private static let rowHeight = pictureHeight + 72

  private static let legendHeight = 26

  func image() -> Image {
    let head = Self.legendHeight + Self.margin
    var sheet = Image(
      width: Self.width, height: cases.count * Self.rowHeight + head, channels: .rgb,
      filledWith: [250, 250, 250])
    Self.drawLegend(on: &sheet)
    for (index, item) in cases.enumerated() {
      let top = index * Self.rowHeight + head
      if let picture = Self.picture(item.path) { sheet.paste(picture, x: Self.margin, y: top) }
      Self.draw(item, below: Double(top + Self.pictureHeight + 10), on: &sheet)
    }
    return sheet
  }

  /// What the rows are and what the marks mean.
  private static func drawLegend(on sheet: inout Image) {
    let (y, scale) = (Double(margin), 1.2)
    var x = Double(margin)
    for (text, color) in [
      ("The picture, below it the truth, below that what was read.  ", label), ("Red", wrong),
      (" differs:  ", label), ("·", wrong), (" nothing there,  ", label), ("_", wrong),
      (" a space", label),
    ] {
      sheet.drawText(text, x: x, y: y, color: color, scale: scale)
      x += (TextSize.width(of: text) + 2) * scale
    }
  }

  /// The line, as high as all, or as wide as the sheet; nil where it can no longer be read.
  private static func picture(_ path: String) -> Image? {
    var options = DecodeOptions()
    options.targetSize = Size(width: width, height: pictureHeight)
    guard let image = try? ImageDecoder.decode(path: path, options: options).image else {
      return nil
    }
    let (across, high) = (Double(width - 2 * margin), Double(pictureHeight))
    let scale = min(across / Double(image.width), high / Double(image.height))
    let size = Size(
      width: max(1, Int(Double(image.width) * scale)),
      height: max(1, Int(Double(image.height) * scale)))
    return image.converted(to: .rgb, depth: .eight, background: 250).resized(to: size)
  }

  /// A place in the aligned texts: a character of each, or of one alone.
  private struct Column {
    let truth: Character?
    let read: Character?
    let isRight: Bool
  }

  private static func draw(_ item: TextCase, below y: Double, on sheet: inout Image) {
    let columns = columns(of: item)
    func width(_ column: Column) -> Double {
      [column.truth, column.read].map { $0.map { TextSize.width(of: String($0)) } ?? 0 }.max() ?? 0
    }
    let total = columns.reduce(0) { $0 + width($1) + 2 }
    let space = Double(Self.width - 2 * margin) - labelWidth
    let scale = min(largestScale, max(0.5, space / max(total, 1)))
    let lines: [(name: String, y: Double)] = [("truth", y), ("read", y + 26)]
    for line in lines {
      sheet.drawText(line.name, x: Double(margin), y: line.y, color: label)
    }
    var x = Double(margin) + labelWidth
    for column in columns where x < Double(Self.width - margin) {
      for (character, line) in zip([column.truth, column.read], lines) {
        // A space that is wrong has to be seen.
        let shown = character.map { $0.isWhitespace && !column.isRight ? "_" : String($0) }
        sheet.drawText(
          shown ?? (column.isRight ? "" : "·"), x: x, y: line.y,
          color: column.isRight ? right : wrong, scale: scale)
      }
      x += (max(width(column), 3) + 2) * scale
    }
  }

  private static func columns(of item: TextCase) -> [Column] {
    let (truth, read) = (Array(item.truth), Array(item.read))
    return EditAlignment(truth: truth, read: read).steps.map { step in
      switch step {
      case .equal(let place, let other):
        Column(truth: truth[place], read: read[other], isRight: true)
      case .substitution(let place, let other):
        Column(truth: truth[place], read: read[other], isRight: false)
      case .deletion(let place, _): Column(truth: truth[place], read: nil, isRight: false)
      case .insertion(_, let other): Column(truth: nil, read: read[other], isRight: false)
      }
    }
  }
}
