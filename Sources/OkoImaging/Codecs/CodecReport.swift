import COkoCodecs

extension DecodeLimits {
  /// The same limits for the C side.
  func forC(strict: Bool) -> oko_limits {
    oko_limits(
      pixels: Int64(max(0, maximumPixels)), side: Int64(max(0, min(maximumSide, Int(Int32.max)))),
      scans: Int64(max(0, maximumScans)), stored_warnings: Int64(max(0, maximumWarnings)),
      memory: Int64(max(0, maximumMemory)), strict: strict)
  }
}

extension oko_report {
  /// The failure that the report describes.
  var failure: ImageError {
    let code: ImageError.Code =
      switch Int(self.code) {
      case OKO_UNSUPPORTED: .unsupportedFormat
      case OKO_TOO_LARGE: .tooLarge
      case OKO_OUT_OF_MEMORY: .outOfMemory
      case OKO_WRONG_ARGUMENT: .cannotEncode
      default: .damaged
      }
    return ImageError(
      code, withUnsafePointer(to: self) { String(cString: oko_report_message($0)) },
      byteOffset: offset < 0 ? nil : Int(offset))
  }

  /// The lines of the warnings, and how many more there were.
  var warningLines: [String] {
    let text = withUnsafePointer(to: self) { String(cString: oko_report_warnings($0)) }
    var lines = text.split(separator: "\n").map(String.init)
    let more = Int(warning_count) - lines.count
    if more > 0 { lines.append("and \(more) more warnings") }
    return lines
  }
}

extension oko_buffer {
  /// The bytes, copied.
  var contents: [UInt8] { [UInt8](UnsafeBufferPointer(start: bytes, count: count)) }
}
