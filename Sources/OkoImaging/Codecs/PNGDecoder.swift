import COkoCodecs

/// What the header of a stored picture says.
struct PictureHeader: Sendable {
  /// As stored, before turning.
  let size: Size
  let orientation: Int
}

/// Reads PNG through the C shim.
enum PNGDecoder {
  /// The size and the orientation that stand before the pixels.
  static func header(
    of bytes: UnsafeBufferPointer<UInt8>, limits: DecodeLimits
  ) throws(ImageError) -> PictureHeader {
    var report = oko_report()
    let (reader, info) = try open(bytes, limits: limits.forC(strict: false), form: 0, &report)
    defer { oko_png_close(reader) }
    return PictureHeader(size: info.size, orientation: info.exifOrientation)
  }

  /// The stored picture, its orientation and the warnings.
  static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, options: DecodeOptions
  ) throws(ImageError) -> (image: Image, orientation: Int, isIndexed: Bool, warnings: [String]) {
    let form =
      options.keepsPaletteIndices
      ? OKO_PNG_INDICES : options.depth == .eight ? OKO_PNG_EIGHT : OKO_PNG_NATURAL
    let limits = options.limits.forC(strict: options.strict)
    var report = oko_report()
    let (reader, info) = try open(bytes, limits: limits, form: form, &report)
    defer { oko_png_close(reader) }
    guard let channels = Image.Channels(rawValue: Int(info.channels)) else {
      throw ImageError(.damaged, "\(info.channels) channels")
    }
    let size = info.size
    let image: Image
    if info.depth == 16 {
      let samples: [UInt16] = try read(reader, info, &report)
      let whole = Image(
        width: size.width, height: size.height, channels: channels, samples: samples)
      image = options.depth == .eight ? whole.converted(to: channels, depth: .eight) : whole
    } else {
      let samples: [UInt8] = try read(reader, info, &report)
      image = Image(
        width: size.width, height: size.height, channels: channels, samples: samples)
    }
    return (image, info.exifOrientation, info.indexed, report.warningLines)
  }

  /// The bytes of the picture as RGBA, 8 bits or big-endian 16 bits a sample.
  static func rgba(
    _ bytes: UnsafeBufferPointer<UInt8>, bits: Int, limits: DecodeLimits
  ) throws(ImageError) -> (bytes: [UInt8], size: Size) {
    let form = bits == 16 ? OKO_PNG_RGBA16_BE : OKO_PNG_RGBA8
    var report = oko_report()
    let (reader, info) = try open(bytes, limits: limits.forC(strict: false), form: form, &report)
    defer { oko_png_close(reader) }
    let count = info.size.width * info.size.height * 4 * bits / 8
    let pixels: [UInt8] = try read(reader, count: count, &report)
    return (pixels, info.size)
  }

  private static func open(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: oko_limits, form: Int, _ report: inout oko_report
  ) throws(ImageError) -> (reader: OpaquePointer, info: oko_picture_info) {
    var limits = limits
    var info = oko_picture_info()
    var reader: OpaquePointer?
    let code = oko_png_open(
      bytes.baseAddress, bytes.count, &limits, Int32(form), &reader, &info, &report)
    guard code == OKO_OK, let reader else { throw report.failure }
    return (reader, info)
  }

  private static func read<Sample: FixedWidthInteger>(
    _ reader: OpaquePointer, _ info: oko_picture_info, _ report: inout oko_report
  ) throws(ImageError) -> [Sample] {
    // The C side has held width × height × channels against the limits.
    let count = info.size.width * info.size.height * Int(info.channels)
    return try read(reader, count: count, &report)
  }

  private static func read<Sample: FixedWidthInteger>(
    _ reader: OpaquePointer, count: Int, _ report: inout oko_report
  ) throws(ImageError) -> [Sample] {
    var code = Int32(OKO_OK)
    let samples = [Sample](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer).prefix(count * MemoryLayout<Sample>.stride)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: raw).bindMemory(to: UInt8.self)
      code = oko_png_read(reader, bytes.baseAddress, bytes.count, &report)
      filled = code == OKO_OK ? count : 0
    }
    guard code == OKO_OK else { throw report.failure }
    return samples
  }
}

extension oko_picture_info {
  /// Width and height as stored.
  var size: Size { Size(width: Int(width), height: Int(height)) }

  /// The orientation in the EXIF block, where the C side found one.
  var exifOrientation: Int {
    Orientation.parse(exif: UnsafeBufferPointer(start: exif, count: exif_bytes))
  }
}
