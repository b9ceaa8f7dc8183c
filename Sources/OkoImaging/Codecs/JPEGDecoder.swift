import COkoCodecs

/// Reads JPEG through the C shim.
enum JPEGDecoder {
  /// The size and the orientation that stand before the pixels.
  static func header(
    of bytes: UnsafeBufferPointer<UInt8>, limits: DecodeLimits
  ) throws(ImageError) -> PictureHeader {
    var report = oko_report()
    let (reader, info) = try open(bytes, limits: limits.forC(strict: false), &report)
    defer { oko_jpeg_close(reader) }
    return PictureHeader(size: info.size, orientation: orientation(of: bytes))
  }

  /// The stored picture at the scale the options ask for, its whole size, and more.
  static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, options: DecodeOptions
  ) throws(ImageError) -> (image: Image, size: Size, orientation: Int, warnings: [String]) {
    var report = oko_report()
    let limits = options.limits.forC(strict: options.strict)
    var (reader, info) = try open(bytes, limits: limits, &report)
    defer { oko_jpeg_close(reader) }
    if info.raw_only {
      throw ImageError(
        .unsupportedFormat, "a JPEG of \(info.components) components without a known meaning")
    }
    let orientation = orientation(of: bytes)
    let upright = options.appliesOrientation ? orientation : 1
    let target = options.targetSize.map { Orientation.turned($0, by: upright) }
    let eighths = scale(of: &info, covering: target)
    let size = scaledSize(of: &info, eighths)
    let channels: Image.Channels = info.channels == 1 ? .gray : .rgb
    let count = size.width * size.height * channels.rawValue
    let samples = try read(reader, eighths, raw: false, count: count, &report)
    let image = Image(width: size.width, height: size.height, channels: channels, samples: samples)
    return (image, info.size, orientation, report.warningLines)
  }

  /// What libjpeg gives by its own defaults: gray, RGB, or CMYK as stored.
  static func components(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: DecodeLimits
  ) throws(ImageError) -> (bytes: [UInt8], size: Size) {
    var report = oko_report()
    let (reader, info) = try open(bytes, limits: limits.forC(strict: false), &report)
    defer { oko_jpeg_close(reader) }
    let count = info.size.width * info.size.height * Int(info.components)
    return (try read(reader, 8, raw: true, count: count, &report), info.size)
  }

  /// The smallest number of eighths at which both sides reach those of `target`.
  private static func scale(of info: inout oko_picture_info, covering target: Size?) -> Int32 {
    guard let target else { return 8 }
    for eighths in Int32(1)...8 {
      let size = scaledSize(of: &info, eighths)
      if size.width >= target.width && size.height >= target.height { return eighths }
    }
    return 8
  }

  private static func scaledSize(of info: inout oko_picture_info, _ eighths: Int32) -> Size {
    var width: Int32 = 0
    var height: Int32 = 0
    oko_jpeg_scaled_size(&info, eighths, &width, &height)
    return Size(width: Int(width), height: Int(height))
  }

  private static func orientation(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let outline = oko_jpeg_survey(bytes.baseAddress, bytes.count)
    guard outline.exif_bytes > 0 else { return 1 }
    let range = outline.exif_offset..<(outline.exif_offset + outline.exif_bytes)
    return Orientation.parse(exif: UnsafeBufferPointer(rebasing: bytes[range]))
  }

  private static func open(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: oko_limits, _ report: inout oko_report
  ) throws(ImageError) -> (reader: OpaquePointer, info: oko_picture_info) {
    var limits = limits
    var info = oko_picture_info()
    var reader: OpaquePointer?
    let code = oko_jpeg_open(bytes.baseAddress, bytes.count, &limits, &reader, &info, &report)
    guard code == OKO_OK, let reader else { throw report.failure }
    return (reader, info)
  }

  private static func read(
    _ reader: OpaquePointer, _ eighths: Int32, raw: Bool, count: Int, _ report: inout oko_report
  ) throws(ImageError) -> [UInt8] {
    var code = Int32(OKO_OK)
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      code = oko_jpeg_read(reader, eighths, raw, buffer.baseAddress, count, &report)
      filled = code == OKO_OK ? count : 0
    }
    guard code == OKO_OK else { throw report.failure }
    return samples
  }
}
