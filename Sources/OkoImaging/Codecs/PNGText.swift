/// A line of text in a PNG, beside the pixels: where the picture comes from, who made it.
///
///     let png = try PNGEncoder.encode(picture, text: [PNGText("Software", "oko")])
///     let texts = try PNGText.read(from: png)
public struct PNGText: Hashable, Sendable {
  /// What the text is about, by convention one of `Title`, `Author`, `Software`, `Comment` and the like.
  ///
  /// To be written it must have 1 to 79 printable characters of Latin-1, no space at either end and no two
  /// in a row.
  public var keyword: String
  /// The text itself; to be written it must be without zero characters.
  public var text: String

  /// Makes a text, which is checked when it is written.
  public init(_ keyword: String, _ text: String) {
    self.keyword = keyword
    self.text = text
  }

  /// The keyword in Latin-1.
  ///
  /// - Throws: `ImageError` of ``ImageError/Code/cannotEncode`` where the PNG specification forbids the keyword.
  func keywordBytes() throws(ImageError) -> [UInt8] {
    let scalars = keyword.unicodeScalars
    let printable = scalars.allSatisfy { (0x20...0x7e).contains($0.value) || Self.isUpper($0) }
    let spaces = zip(scalars, scalars.dropFirst()).contains { $0 == " " && $1 == " " }
    guard printable, (1...79).contains(scalars.count), scalars.first != " ", scalars.last != " ",
      !spaces
    else {
      throw ImageError(
        .cannotEncode,
        "a PNG keyword is 1 to 79 printable Latin-1 characters without stray spaces: \"\(keyword)\""
      )
    }
    return scalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  /// The text in Latin-1, or in UTF-8 where a character is no printable one of Latin-1 nor a line feed.
  func textBytes() throws(ImageError) -> (bytes: [UInt8], isInternational: Bool) {
    let scalars = text.unicodeScalars
    guard !scalars.contains("\0") else {
      throw ImageError(.cannotEncode, "the PNG text of \"\(keyword)\" holds a zero character")
    }
    let isLatin = scalars.allSatisfy {
      (0x20...0x7e).contains($0.value) || $0 == "\n" || $0.value == 0xa0 || Self.isUpper($0)
    }
    guard isLatin else { return (Array(text.utf8), true) }
    return (scalars.map { UInt8(truncatingIfNeeded: $0.value) }, false)
  }

  /// Whether `scalar` is a printable one of Latin-1's upper half.
  ///
  /// The specification leaves the no-break space out, so that no keyword looks like another.
  private static func isUpper(_ scalar: Unicode.Scalar) -> Bool {
    (0xa1...0xff).contains(scalar.value)
  }
}
