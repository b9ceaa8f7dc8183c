extension PNGText {
  /// The texts of the PNG in `bytes`, in their order.
  ///
  /// `tEXt` and uncompressed `iTXt` chunks are read, an `iTXt`'s language and translated keyword are left out,
  /// and compressed texts are skipped: no text here can be a bomb. No pixel is decoded.
  ///
  /// - Throws: `ImageError`, of ``ImageError/Code/damaged`` with the byte where a chunk breaks the rules or fails
  ///   its checksum; of ``ImageError/Code/tooLarge`` beyond 1000 texts or 16 MiB of them.
  public static func read(from bytes: [UInt8]) throws(ImageError) -> [PNGText] {
    guard try FormatSniffer.format(of: bytes) == .png else {
      throw ImageError(.unsupportedFormat, "texts are read from PNG alone, and this is a JPEG")
    }
    var chunks = PNGChunkWalk(bytes)
    var texts: [PNGText] = []
    var total = 0
    while let chunk = try chunks.next() {
      guard chunk.isText else { continue }
      guard let text = try PNGText(chunk) else { continue }
      total += chunk.data.count
      guard texts.count < maximumCount, total <= maximumBytes else {
        throw ImageError(
          .tooLarge, "more than \(maximumCount) texts or \(maximumBytes) bytes of them",
          byteOffset: chunk.offset)
      }
      texts.append(text)
    }
    return texts
  }

  private static let maximumCount = 1000
  private static let maximumBytes = 16 << 20

  /// Reads a text chunk; nil where it is compressed.
  private init?(_ chunk: PNGChunkWalk.Chunk) throws(ImageError) {
    var fields = FieldReader(rest: chunk.data)
    guard let keyword = fields.untilZero(), (1...79).contains(keyword.count) else {
      throw chunk.damaged("the keyword does not have 1 to 79 characters")
    }
    self.keyword = Self.latin(keyword)
    if chunk.type == PNGChunkWalk.plainText {
      text = Self.latin(fields.rest)
      return
    }
    guard let isCompressed = fields.byte(), isCompressed <= 1, fields.byte() != nil,
      fields.untilZero() != nil, fields.untilZero() != nil
    else { throw chunk.damaged("an international text lacks a field") }
    if isCompressed == 1 { return nil }
    guard let text = String(validating: fields.rest, as: UTF8.self) else {
      throw chunk.damaged("an international text is no UTF-8")
    }
    self.text = text
  }

  private static func latin(_ bytes: ArraySlice<UInt8>) -> String {
    var scalars = String.UnicodeScalarView()
    for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
    return String(scalars)
  }
}

/// The fields of a chunk, taken from its front.
private struct FieldReader {
  var rest: ArraySlice<UInt8>

  mutating func byte() -> UInt8? { rest.popFirst() }

  /// The bytes before the next zero, which is dropped; nil where there is none.
  mutating func untilZero() -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: 0) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return rest[..<end]
  }
}
