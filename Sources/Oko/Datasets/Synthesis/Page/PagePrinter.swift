import OkoImaging
import OkoTensors

/// Prints lines on a sheet of paper and remembers where each lies.
struct PagePrinter {
  /// What a line says.
  enum Content {
    case company, address, sentence, label, item, date, identity, quantity, price, code
    /// As many words as fill the width.
    case filling
  }

  enum Alignment { case left, center, right }

  let size: Size
  /// All that is drawn.
  var outline = CurvedOutline()
  /// What is drawn faintly: stamps.
  var faint = CurvedOutline()
  private(set) var pastes: [(ink: GrayPlane, x: Int, y: Int)] = []
  /// Around each line.
  private(set) var boxes: [Box] = []

  /// Pixels of a capital of the body.
  let capital: Double
  private let face: TypeFace
  private let texts: TextSource
  private let style: PrintStyle
  /// Lines at hand that lie together, or none.
  private let rows: [TextSample]
  /// Of the lines that are pasted rather than drawn.
  private let pastedShare: Float

  init(
    size: Size, capital: Double, face: TypeFace, texts: TextSource, rows: [TextSample],
    pastedShare: Float, using random: inout RandomSource
  ) {
    self.size = size
    self.capital = capital
    self.face = face
    self.texts = texts
    self.rows = rows
    self.pastedShare = rows.isEmpty ? 0 : pastedShare
    style = PrintStyle(using: &random)
  }

  /// Prints a line with a side or its middle at `x`, its letters standing on `y`; at most `width` wide.
  ///
  /// Returns its box, or nil where nothing fits.
  @discardableResult
  mutating func print(
    _ content: Content, _ alignment: Alignment, x: Double, y: Double, width: Double,
    enlarged: Double = 1, using random: inout RandomSource
  ) -> Box? {
    for _ in 0..<4 {
      let box =
        random.chance(pastedShare)
        ? paste(content, alignment, x, y, width, capital * enlarged, &random)
        : draw(content, alignment, x, y, width, capital * enlarged, &random)
      if let box { return box }
    }
    return nil
  }

  private func left(
    _ alignment: Alignment, _ x: Double, _ width: Double, _ limit: Double
  ) -> Double? {
    guard width <= limit, width > 1 else { return nil }
    switch alignment {
    case .left: return x
    case .center: return x - width / 2
    case .right: return x - width
    }
  }

  private mutating func draw(
    _ content: Content, _ alignment: Alignment, _ x: Double, _ y: Double, _ limit: Double,
    _ capital: Double, _ random: inout RandomSource
  ) -> Box? {
    var text = text(content, &random)
    guard face.contains(text) else { return nil }
    let stretch = Double(style.stretch)
    func outline(_ text: String) -> (outline: CurvedOutline, width: Double) {
      let drawn = face.outline(
        of: text, capital: capital, spacing: Double(style.spacing) / stretch,
        weight: Double(style.weight), isDotted: style.isDotted)
      return (drawn.outline, drawn.width * stretch)
    }
    var drawn = outline(text)
    while content == .filling, drawn.width < limit, text.count < 120 {
      let longer = text + " " + self.text(content, &random)
      let wider = outline(longer)
      guard wider.width <= limit, face.contains(longer) else { break }
      (text, drawn) = (longer, wider)
    }
    guard let start = left(alignment, x, drawn.width, limit) else { return nil }
    let slant = Double(style.slant)
    let placed = drawn.outline.mapped {
      Image.Point($0.x * stretch - $0.y * slant + start, $0.y + y)
    }
    guard let ink = placed.bounds else { return nil }
    let margin = capital * 0.1
    let top = min(ink.y, y - capital * 0.75) - margin
    let box = Box(
      x: ink.x - margin, y: top, width: ink.width + 2 * margin,
      height: max(ink.maxY, y) + margin - top)
    self.outline.append(placed)
    boxes.append(box)
    return box
  }

  private mutating func paste(
    _ content: Content, _ alignment: Alignment, _ x: Double, _ y: Double, _ limit: Double,
    _ capital: Double, _ random: inout RandomSource
  ) -> Box? {
    // Line pictures are about a third higher than their capitals.
    let height = Int((capital * 1.35).rounded())
    for _ in 0..<24 {
      let row = random.pick(rows)
      // Letters are hardly ever narrower than a third of a capital's height.
      guard content.suits(row.text), Double(row.text.count) * capital * 0.35 < limit,
        let ink = GrayPlane(inkOf: row.imagePath, height: height)
      else {
        continue
      }
      guard let start = left(alignment, x, Double(ink.width), limit) else { continue }
      let place = (x: Int(start.rounded()), y: Int((y - capital * 1.17).rounded()))
      pastes.append((ink, place.x, place.y))
      let box = Box(
        x: Double(place.x), y: Double(place.y), width: Double(ink.width), height: Double(ink.height)
      )
      boxes.append(box)
      return box
    }
    return nil
  }

  private func text(_ content: Content, _ random: inout RandomSource) -> String {
    if case .lines = texts, !content.isNumber { return texts.line(using: &random) }
    let text = ReceiptText.line(content, using: &random)
    return style.isUpperCase ? text : ReceiptText.withSmallLetters(text, &random)
  }

  /// The share of ink on each pixel of the sheet.
  func ink() -> GrayPlane {
    var plane = GrayPlane(covering: outline, width: size.width, height: size.height)
    if !faint.isEmpty {
      let stamp = GrayPlane(covering: faint, width: size.width, height: size.height)
      for index in plane.values.indices {
        plane.values[index] = max(plane.values[index], stamp.values[index] * 0.45)
      }
    }
    for paste in pastes {
      for row in 0..<paste.ink.height where (0..<size.height).contains(paste.y + row) {
        for column in 0..<paste.ink.width where (0..<size.width).contains(paste.x + column) {
          let index = (paste.y + row) * size.width + paste.x + column
          plane.values[index] = max(
            plane.values[index], paste.ink.values[row * paste.ink.width + column])
        }
      }
    }
    return plane
  }
}

extension PagePrinter.Content {
  /// Whether it is digits for the most part.
  var isNumber: Bool {
    switch self {
    case .price, .quantity, .code, .date, .identity: true
    default: false
    }
  }

  /// Whether a line at hand can stand for one of this kind.
  func suits(_ text: String) -> Bool {
    let digits = text.count(where: \.isNumber)
    switch self {
    case .price: return digits >= 2 && text.count <= 10 && text.contains(".")
    case .quantity, .code: return digits >= 1 && text.count <= 8
    case .date, .identity: return digits >= 4 && text.count >= 6
    case .label: return digits == 0 && text.count <= 14
    case .filling: return text.count >= 15
    case .company, .address, .sentence, .item: return text.count >= 8
    }
  }
}
