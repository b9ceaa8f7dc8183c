import COkoCodecs

/// Writes PNG, 8 or 16 bits a sample; the same picture and options always give the same bytes.
public enum PNGEncoder {
  /// Encodes `image`, with `text` for its provenance.
  ///
  /// A text is written as `tEXt` where Latin-1 suffices, otherwise as uncompressed `iTXt`, before the pixels.
  /// `palette` is red, green and blue for each of 256 values, for an 8-bit gray picture of class numbers.
  /// `compression` runs from 0 (none) to 9 (slow).
  ///
  /// - Throws: `ImageError` of ``ImageError/Code/cannotEncode`` where an option does not fit the picture, or a
  ///   ``PNGText`` the rules of PNG.
  public static func encode(
    _ image: Image, text: [PNGText] = [], palette: [UInt8]? = nil,
    compression: Int = 3
  ) throws(ImageError) -> [UInt8] {
    guard (0...9).contains(compression) else {
      throw ImageError(.cannotEncode, "PNG compression is 0 to 9, not \(compression)")
    }
    let texts = try CTexts(text)
    let depth: Int32
    switch image.samples {
    case .uint8: depth = 8
    case .uint16: depth = 16
    }
    if let palette {
      guard depth == 8, image.channels == .gray else {
        throw ImageError(.cannotEncode, "only an 8-bit gray picture can have a palette")
      }
      guard palette.count == 768 else {
        throw ImageError(.cannotEncode, "a palette has 768 bytes, not \(palette.count)")
      }
    }
    var report = oko_report()
    var buffer = oko_buffer()
    defer { oko_buffer_free(&buffer) }
    let code = texts.withTexts { texts in
      image.withSampleBytes { samples in
        withOptionalBytes(palette) { palette in
          oko_png_write(
            samples.baseAddress, Int32(clamping: image.width), Int32(clamping: image.height),
            Int32(image.channels.rawValue), depth, palette, texts.baseAddress, Int32(texts.count),
            Int32(compression), &buffer, &report)
        }
      }
    }
    guard code == OKO_OK else { throw report.failure }
    return buffer.contents
  }

  private static func withOptionalBytes<Result>(
    _ bytes: [UInt8]?, _ body: (UnsafePointer<UInt8>?) -> Result
  ) -> Result {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}

/// Texts as C strings.
private struct CTexts {
  /// All strings lie in one array, each closed by a zero, and are found by their place in it.
  private var characters: [CChar] = []
  private var places: [(keyword: Int, text: Int, isInternational: Bool)] = []

  init(_ texts: [PNGText]) throws(ImageError) {
    for text in texts {
      let keyword = append(try text.keywordBytes())
      let (bytes, isInternational) = try text.textBytes()
      places.append((keyword, append(bytes), isInternational))
    }
  }

  private mutating func append(_ bytes: [UInt8]) -> Int {
    let place = characters.count
    characters.append(contentsOf: bytes.lazy.map { CChar(bitPattern: $0) })
    characters.append(0)
    return place
  }

  /// Lends the texts to `body`.
  func withTexts<Result>(_ body: (UnsafeBufferPointer<oko_png_text>) -> Result) -> Result {
    characters.withUnsafeBufferPointer { characters in
      let texts = places.map { place in
        oko_png_text(
          key: characters.baseAddress.map { $0 + place.keyword },
          value: characters.baseAddress.map { $0 + place.text },
          international: place.isInternational)
      }
      return texts.withUnsafeBufferPointer(body)
    }
  }
}

extension Image {
  /// Lends the samples to `body` as bytes in the machine's order.
  fileprivate func withSampleBytes<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    switch samples {
    case .uint8(let samples): samples.withUnsafeBufferPointer(body)
    case .uint16(let samples):
      samples.withUnsafeBytes { body($0.bindMemory(to: UInt8.self)) }
    }
  }
}
