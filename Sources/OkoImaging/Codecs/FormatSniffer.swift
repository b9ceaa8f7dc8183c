/// Tells a file's format by its first bytes; a file's name says nothing.
package enum FormatSniffer {
  /// The format of `bytes`, or an error that names what they are instead.
  static func format(of bytes: [UInt8]) throws(ImageError) -> ImageFormat {
    if bytes.starts(with: pngSignature) { return .png }
    if bytes.starts(with: [0xff, 0xd8]) { return .jpeg }
    if bytes.isEmpty { throw ImageError(.notAnImage, "the file is empty") }
    if let name = pictureFormat(of: bytes) {
      throw ImageError(
        .unsupportedFormat, "this is a picture in \(name) format; convert it to PNG or JPEG")
    }
    let guess = guess(at: bytes) ?? "its first bytes are of neither a PNG nor a JPEG"
    throw ImageError(.notAnImage, "not a picture: \(guess)", byteOffset: 0)
  }

  /// What a file that begins with `bytes` is, in words such as `a PNG picture`; nil where its bytes do not tell.
  package static func name(of bytes: [UInt8]) -> String? {
    if bytes.isEmpty { return "an empty file" }
    if bytes.starts(with: pngSignature) { return "a PNG picture" }
    if bytes.starts(with: [0xff, 0xd8]) { return "a JPEG picture" }
    return pictureFormat(of: bytes).map { "a picture in \($0) format" } ?? guess(at: bytes)
  }

  private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// The name of a picture format that Oko does not read.
  private static func pictureFormat(of bytes: [UInt8]) -> String? {
    func has(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    func has(_ signature: [UInt8]) -> Bool { bytes.starts(with: signature) }

    if has("GIF87a") || has("GIF89a") { return "GIF" }
    if has("RIFF"), has("WEBP", at: 8) { return "WebP" }
    if has("ftyp", at: 4) { return isoFormat(brand: bytes.dropFirst(8).prefix(4)) }
    if has([0x49, 0x49, 0x2a, 0]) || has([0x4d, 0x4d, 0, 0x2a]) { return "TIFF" }
    if has([0x49, 0x49, 0x2b, 0]) || has([0x4d, 0x4d, 0, 0x2b]) { return "BigTIFF" }
    if has([0xff, 0x0a]) || has([0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20]) { return "JPEG XL" }
    if has([0xff, 0x4f, 0xff, 0x51]) || has([0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20]) {
      return "JPEG 2000"
    }
    if has("BM"), bytes.count >= 14 { return "BMP" }
    if has("8BPS") { return "Photoshop" }
    if has([0, 0, 1, 0]), bytes.count >= 22 { return "Windows icon" }
    if has("qoif") { return "QOI" }
    if has([0x8a, 0x4d, 0x4e, 0x47]) { return "MNG" }
    if has([0x8b, 0x4a, 0x4e, 0x47]) { return "JNG" }
    return nil
  }

  /// Files of ISO's box structure: the major brand says which.
  private static func isoFormat(brand: ArraySlice<UInt8>) -> String? {
    switch String(decoding: brand, as: UTF8.self) {
    case "avif", "avis": "AVIF"
    case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1": "HEIC"
    default: nil
    }
  }

  /// What bytes that are no picture most likely are, if anything known.
  private static func guess(at bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) || bytes.dropFirst().starts(with: "PNG".utf8) {
      return "a PNG whose signature is damaged, as by a copy in text mode"
    }
    if bytes.starts(with: "PK".utf8) { return "a ZIP archive" }
    if bytes.starts(with: "%PDF".utf8) { return "a PDF document" }
    if bytes.starts(with: "version https://git-lfs".utf8) {
      return "a Git LFS pointer; fetch the file with `git lfs pull`"
    }
    if bytes.starts(with: [0x00, 0x05, 0x16, 0x07]) { return "a macOS AppleDouble file" }
    if bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) { return "an ELF binary" }
    if bytes.dropFirst(4).starts(with: "ftyp".utf8) { return "an MP4 or QuickTime film" }
    if bytes.prefix(4096).allSatisfy({ $0 == 0 }) { return "a file of zeros alone" }
    return guessText(bytes.prefix(1024))
  }

  private static func guessText(_ bytes: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    let start = text.drop { $0.isWhitespace || $0 == "\u{feff}" }
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") || start.hasPrefix("<head") {
      return "an HTML page, perhaps of a failed download"
    }
    if start.hasPrefix("<svg") || (start.hasPrefix("<?xml") && start.contains("<svg")) {
      return "an SVG drawing; convert it to PNG"
    }
    if start.hasPrefix("<?xml") { return "an XML document" }
    return nil
  }
}
