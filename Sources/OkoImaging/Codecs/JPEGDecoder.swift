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
    return PictureHeader(size: info.size, orientation: info.exifOrientation)
  }

  /// The stored picture at the scale the options ask for, its whole size, and more.
  static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, options: DecodeOptions
  ) throws(ImageError) -> (image: Image, size: Size, orientation: Int, warnings: [String]) {
    var report = oko_report()
    let limits = options.limits.forC(strict: options.strict)
    var (reader, info) = try open(bytes, limits: limits, &report)
    defer { oko_jpeg_close(reader) }
    try requireMeaning(info)
    let orientation = info.exifOrientation
    let upright = options.appliesOrientation ? orientation : 1
    let target = options.targetSize.map { Orientation.turned($0, by: upright) }
    let eighths = scale(of: &info, covering: target)
    let size = scaledSize(of: &info, eighths)
    let channels: Image.Channels = info.channels == 1 ? .gray : .rgb
    let count = size.width * size.height * channels.rawValue
    let samples = try read(reader, eighths, OKO_JPEG_NATURAL, count: count, &report)
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
    return (try read(reader, 8, OKO_JPEG_RAW, count: count, &report), info.size)
  }

  /// Decodes the stored picture to RGB at the smallest scale that covers `size`, and resizes it to that while its rows
  /// come; `emit` hears of each row of the result.
  ///
  /// Returns the warnings. Never more rows are in memory than one of the result is made of.
  static func resampled(
    _ bytes: UnsafeBufferPointer<UInt8>, to size: Size, options: DecodeOptions,
    emit: (_ row: Int, _ sums: UnsafePointer<Float>) -> Void
  ) throws(ImageError) -> [String] {
    var report = oko_report()
    let limits = options.limits.forC(strict: options.strict)
    var (reader, info) = try open(bytes, limits: limits, &report)
    defer { oko_jpeg_close(reader) }
    try requireMeaning(info)
    let eighths = scale(of: &info, covering: size)
    let stored = scaledSize(of: &info, eighths)
    let resampler = PixelResampler(from: stored, to: size, .bilinear)
    let (stride, taps) = (3 * stored.width, resampler.rowTaps)
    let code = oko_jpeg_begin(reader, eighths, Int32(OKO_JPEG_RGB), stride * taps, &report)
    guard code == OKO_OK else { throw report.failure }
    let window = UnsafeMutablePointer<UInt8>.allocate(capacity: stride * taps)
    defer { window.deallocate() }
    var next = 0
    func row(_ index: Int) throws(ImageError) -> UnsafePointer<UInt8> {
      while next <= index {
        let place = window + next % taps * stride
        guard oko_jpeg_next_row(reader, place, stride, &report) == OKO_OK else {
          throw report.failure
        }
        next += 1
      }
      return UnsafePointer(window + index % taps * stride)
    }
    try resampler.run(row: row, emit: emit)
    // What is wrong with the end of the file is told, whether its rows were needed or not.
    _ = try row(stored.height - 1)
    return report.warningLines
  }

  private static func requireMeaning(_ info: oko_picture_info) throws(ImageError) {
    guard info.raw_only else { return }
    throw ImageError(
      .unsupportedFormat, "a JPEG of \(info.components) components without a known meaning")
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
    _ reader: OpaquePointer, _ eighths: Int32, _ form: Int, count: Int,
    _ report: inout oko_report
  ) throws(ImageError) -> [UInt8] {
    var code = Int32(OKO_OK)
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      code = oko_jpeg_read(reader, eighths, Int32(form), buffer.baseAddress, count, &report)
      filled = code == OKO_OK ? count : 0
    }
    guard code == OKO_OK else { throw report.failure }
    return samples
  }
}
