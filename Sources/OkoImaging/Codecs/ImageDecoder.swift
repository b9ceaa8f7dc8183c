/// Turns the bytes of a PNG or JPEG into a picture.
///
/// The format is told by the first bytes, never by the file's name:
///
///     let decoded = try ImageDecoder.decode(path: "photo.jpg")
///     print(decoded.image.width, decoded.image.height)
///
/// Files are taken to be hostile: the header is held against ``DecodeLimits`` before memory is asked for.
public enum ImageDecoder {
  /// Decodes a picture in memory.
  public static func decode(
    _ bytes: [UInt8], options: DecodeOptions = DecodeOptions()
  ) throws(ImageError) -> DecodedImage {
    let format = try FormatSniffer.format(of: bytes)
    return try bytes.withUnsafeBufferPointer { buffer throws(ImageError) -> DecodedImage in
      switch format {
      case .png:
        let result = try PNGDecoder.decode(buffer, options: options)
        return finish(
          result.image, format, size: result.image.size, orientation: result.orientation,
          isIndexed: result.isIndexed, warnings: result.warnings, options: options)
      case .jpeg:
        let result = try JPEGDecoder.decode(buffer, options: options)
        return finish(
          result.image, format, size: result.size, orientation: result.orientation,
          warnings: result.warnings, options: options)
      }
    }
  }

  /// Decodes the picture in the file at `path`.
  public static func decode(
    path: String, options: DecodeOptions = DecodeOptions()
  ) throws(ImageError) -> DecodedImage {
    let bytes = try contents(of: path, limits: options.limits)
    do {
      return try decode(bytes, options: options)
    } catch {
      throw error.inFile(path)
    }
  }

  /// The whole file at `path`.
  static func contents(of path: String, limits: DecodeLimits) throws(ImageError) -> [UInt8] {
    let limit = limits.maximumMemory
    let (bytes, size) = try FileBytes.read(path, limit: limit)
    guard size <= limit else {
      throw ImageError(.tooLarge, "\(size) bytes; the limit is \(limit)", path: path)
    }
    return bytes
  }

  /// The upright size of the picture in the file at `path`, from its header alone.
  public static func size(path: String) throws(ImageError) -> Size {
    // The header of nearly every file lies within this; a long colour profile may need more.
    let prefix = 1 << 18
    let (bytes, size) = try FileBytes.read(path, limit: prefix)
    do {
      return try self.size(bytes)
    } catch {
      guard size > prefix else { throw error.inFile(path) }
    }
    let (all, _) = try FileBytes.read(path, limit: DecodeLimits().maximumMemory)
    do {
      return try self.size(all)
    } catch {
      throw error.inFile(path)
    }
  }

  /// The upright size of the picture in memory, or of its beginning, from its header alone.
  public static func size(
    _ bytes: [UInt8], limits: DecodeLimits = DecodeLimits()
  ) throws(ImageError) -> Size {
    try EncodedPicture(bytes, limits: limits).size
  }

  /// What libpng or libjpeg gives, for comparison with other decoders.
  ///
  /// A PNG gives RGBA at `bits` 8 or 16 (big-endian); a JPEG gives gray, RGB, or CMYK as stored, at 8.
  package static func rawSamples(
    _ bytes: [UInt8], bits: Int = 8, limits: DecodeLimits = DecodeLimits()
  ) throws(ImageError) -> (bytes: [UInt8], size: Size) {
    let format = try FormatSniffer.format(of: bytes)
    return try bytes.withUnsafeBufferPointer {
      buffer throws(ImageError) -> (bytes: [UInt8], size: Size) in
      switch format {
      case .png: try PNGDecoder.rgba(buffer, bits: bits, limits: limits)
      case .jpeg: try JPEGDecoder.components(buffer, limits: limits)
      }
    }
  }

  private static func finish(
    _ image: Image, _ format: ImageFormat, size: Size, orientation: Int, isIndexed: Bool = false,
    warnings: [String], options: DecodeOptions
  ) -> DecodedImage {
    let applied = options.appliesOrientation ? orientation : 1
    return DecodedImage(
      image: Orientation.upright(image, from: applied), format: format,
      originalSize: Orientation.turned(size, by: applied), orientation: orientation,
      isIndexed: isIndexed, warnings: warnings)
  }
}
