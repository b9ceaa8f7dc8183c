import COkoCodecs

/// Writes PNG, 8 or 16 bits a sample; the same picture and options always give the same bytes.
public enum PNGEncoder {
  /// Encodes `image`, with `text` for its provenance.
  ///
  /// A key has 1 to 79 printable ASCII characters, by convention one of `Title`, `Author`, `Software`,
  /// `Comment` and the like. `palette` is red, green and blue for each of 256 values, for an 8-bit gray
  /// picture of class numbers. `compression` runs from 0 (none) to 9 (slow).
  public static func encode(
    _ image: Image, text: [(key: String, value: String)] = [], palette: [UInt8]? = nil,
    compression: Int = 3
  ) throws(ImageError) -> [UInt8] {
    guard (0...9).contains(compression) else {
      throw ImageError(.cannotEncode, "PNG compression is 0 to 9, not \(compression)")
    }
    for (key, value) in text { try check(key, value) }
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
    let code = withCText(text) { texts in
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

  private static func check(_ key: String, _ value: String) throws(ImageError) {
    let bytes = Array(key.utf8)
    let printable = bytes.allSatisfy { (0x20...0x7e).contains($0) }
    guard (1...79).contains(bytes.count), printable, bytes.first != 0x20, bytes.last != 0x20,
      !zip(bytes, bytes.dropFirst()).contains(where: { $0 == 0x20 && $1 == 0x20 })
    else {
      throw ImageError(
        .cannotEncode,
        "a PNG text key is 1 to 79 printable ASCII characters without stray spaces: \"\(key)\"")
    }
    guard !value.utf8.contains(0) else {
      throw ImageError(.cannotEncode, "the PNG text of \"\(key)\" holds a zero byte")
    }
  }

  /// Lends `text` to `body` as C strings.
  private static func withCText<Result>(
    _ text: [(key: String, value: String)],
    _ body: (UnsafeBufferPointer<oko_png_text>) -> Result
  ) -> Result {
    // All strings lie in one array, each closed by a zero, and are found by their place in it.
    var characters: [CChar] = []
    var places: [(key: Int, value: Int, international: Bool)] = []
    func append(_ string: String) -> Int {
      let place = characters.count
      characters.append(contentsOf: string.utf8CString)
      return place
    }
    for (key, value) in text {
      let international = !value.utf8.allSatisfy { $0 < 0x80 }
      places.append((append(key), append(value), international))
    }
    return characters.withUnsafeBufferPointer { characters in
      let texts = places.map { place in
        oko_png_text(
          key: characters.baseAddress.map { $0 + place.key },
          value: characters.baseAddress.map { $0 + place.value },
          international: place.international)
      }
      return texts.withUnsafeBufferPointer(body)
    }
  }

  private static func withOptionalBytes<Result>(
    _ bytes: [UInt8]?, _ body: (UnsafePointer<UInt8>?) -> Result
  ) -> Result {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBufferPointer { body($0.baseAddress) }
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
