public import OkoImaging
public import OkoTensors

/// Draws labelled lines of text as a scanner sees them on receipts.
///
/// Letters are stretched, slanted, bent and turned; ink runs, fades and fails; paper is gray, grainy and unevenly
/// lit; the scan is blurred, noisy and compressed, and cut so that lines above and below may reach in.
///
///     var random = RandomSource(seed: 1)
///     let line = SyntheticText().line(using: &random)
public struct SyntheticText: Sendable {
  /// A picture of one line, in gray, and what is written on it.
  public struct Line: Sendable {
    /// The picture.
    public let image: Image
    /// The label.
    public let text: String
  }

  /// The heights of the pictures in pixels, picked evenly.
  public var heights: ClosedRange<Int> = 32...32
  /// Whether labels are in upper case however a line is drawn, as some data sets have them.
  public var hasUpperCaseLabels = false

  private let faces: [TypeFace]
  private let texts: TextSource
  /// Of lines that are drawn in the built-in letters where `faces` has others too: as needles print.
  private let builtInShare: Float

  /// Makes a source of lines, drawn in letters of `faces` (the built-in ones where there are none).
  ///
  /// Where there are faces, one line in eight is drawn in the built-in letters still, which look like a needle
  /// printer's. A character that no face has is left out of the text; ``TextCoverage`` tells
  /// which those are.
  public init(faces: [TypeFace] = [], texts: TextSource = .receipts) {
    self.faces = faces.isEmpty ? [.builtIn] : faces
    self.texts = texts
    builtInShare = faces.isEmpty ? 1 : 0.125
  }

  /// The next line.
  public func line(using random: inout RandomSource) -> Line {
    let (text, face) = text(using: &random)
    let print = PrintStyle(using: &random)
    let paper = PaperStyle(capital: print.capital, using: &random)
    let ink = LinePrinter(face, print).ink(text, using: &random) { random in
      let other = texts.line(using: &random)
      return face.contains(other) ? other : text
    }
    let scan = paper.scan(ink, using: &random).image()
    let image = compressed(scan, paper.quality)
    let height = random.whole(in: heights)
    let scale = Double(height) / Double(image.height) * Double(random.uniform(in: 0.93...1.07))
    let width = min(max(Int((Double(image.width) * scale).rounded()), 4), Self.widest)
    return Line(
      image: image.resized(to: Size(width: width, height: height)),
      text: hasUpperCaseLabels ? text.uppercased() : text)
  }

  /// Line number `index` of `seed`: the same however many are drawn.
  public func line(_ index: Int, seed: UInt64 = 0) -> Line {
    var random = RandomSource(seed: seed, stream: "text/\(index)")
    return line(using: &random)
  }

  /// A text, and a face that has all its letters.
  func text(using random: inout RandomSource) -> (text: String, face: TypeFace) {
    var text = texts.line(using: &random)
    for _ in 0..<8 {
      let face = random.chance(builtInShare) ? .builtIn : random.pick(faces)
      if face.contains(text) { return (text, face) }
    }
    for _ in 0..<8 {
      if let face = faces.first(where: { $0.contains(text) }) { return (text, face) }
      if TypeFace.builtIn.contains(text) { return (text, .builtIn) }
      text = texts.line(using: &random)
    }
    var (best, known) = (TypeFace.builtIn, "")
    for face in faces + [.builtIn] {
      let own = text.filter { face.contains(String($0)) }.split(separator: " ")
        .joined(separator: " ")
      if own.count > known.count { (best, known) = (face, own) }
    }
    return known.isEmpty ? (ReceiptText.line(using: &random), .builtIn) : (known, best)
  }

  /// What a JPEG of `quality` leaves of a picture.
  private func compressed(_ image: Image, _ quality: Int?) -> Image {
    guard let quality, let bytes = try? JPEGEncoder.encode(image, quality: quality),
      let decoded = try? ImageDecoder.decode(bytes).image, decoded.size == image.size,
      decoded.channels == image.channels
    else { return image }
    return decoded
  }

  /// What a picture may be wide; longer lines are pressed together.
  private static let widest = 16_384
}
