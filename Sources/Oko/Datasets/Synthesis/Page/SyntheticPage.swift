public import OkoImaging
import OkoTensors

/// Draws pages, receipts for the most part, with a box around each line of text: for a detector that finds lines.
///
/// Pieces of a row with a wide gap between them are lines of their own. Pictures are 480 to 800 pixels on the longer
/// side, lines 12 to 30 pixels high; half of them show a part of a longer sheet, as tiles of a large picture do.
public struct SyntheticPage: Sendable {
  /// A picture, and the boxes of its lines.
  public struct Page: Sendable {
    /// In colours.
    public let image: Image
    /// One for each line, all of class 0.
    public let lines: [ObjectAnnotation]
  }

  private let faces: [TypeFace]
  private let texts: TextSource
  private let pictures: LinePictures?

  /// Makes a source of pages with lines drawn in letters of `faces`, pasted from `pictures`, or both.
  public init(
    faces: [TypeFace] = [], texts: TextSource = .receipts, pictures: LinePictures? = nil
  ) {
    self.faces = faces.isEmpty ? [.builtIn] : faces
    self.texts = texts
    self.pictures = pictures
  }

  /// Page number `index` of `seed`; every fifth, from number 4 on, is for validation.
  public func page(_ index: Int, seed: UInt64 = 0) -> Page {
    var random = RandomSource(seed: seed, stream: "page/\(index)")
    let rows = neighbours(isValidation: index % 5 == 4, &random)
    let size = pictureSize(&random)
    let view = PageView(of: size, using: &random)
    let capital = Double(random.uniform(in: 9...19))
    // Of a page, all lines are drawn, or all pasted, or both are mixed.
    let printer = PagePrinter(
      size: view.sheet, capital: capital,
      face: random.chance(0.12) ? .builtIn : random.pick(faces), texts: texts, rows: rows,
      pastedShare: random.pick([0, 0.5, 1, 1]), using: &random)
    let printed = PageLayout.filled(printer, using: &random)
    var style = PaperStyle(capital: Float(capital), using: &random)
    style.noise *= 0.6
    style.density = max(style.density, 0.5)
    if !printed.pastes.isEmpty { style.spread = 0 }
    let scan = style.scan(printed.ink(), using: &random)
    let image = view.picture(of: scan, size: size, using: &random)
    let boxes = printed.boxes.map { (classIndex: 0, box: view.box($0)) }
    return Page(
      image: image,
      lines: SyntheticPicture.labelled(boxes, in: size, smallest: 4, visibleShare: 0.5))
  }

  private func pictureSize(_ random: inout RandomSource) -> Size {
    let long = random.whole(in: 480...800)
    let short = Int(Float(long) * random.uniform(in: 0.45...1))
    return random.chance(0.9)
      ? Size(width: short, height: long) : Size(width: long, height: short)
  }

  /// Lines to paste: half of them stand near one another in their list.
  private func neighbours(
    isValidation: Bool, _ random: inout RandomSource
  ) -> [TextSample] {
    guard let pictures else { return [] }
    let rows = isValidation ? pictures.validation : pictures.training
    let start = random.index(below: rows.count)
    // A hundred from anywhere, so that there is a line of each kind.
    return rows[start..<min(start + 100, rows.count)] + (0..<100).map { _ in random.pick(rows) }
  }
}
