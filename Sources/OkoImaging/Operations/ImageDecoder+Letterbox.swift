extension ImageDecoder {
  /// Decodes a file straight into the canvas that a network takes: 8-bit RGB, upright, letterboxed.
  ///
  ///     let input = try ImageDecoder.letterboxed(path: "photo.jpg", to: Size(width: 640, height: 640))
  ///
  /// A JPEG is decoded at the smallest scale that still covers its place on the canvas, so that a large
  /// photograph costs little more than a small one. Alpha is composited on `fill`. Of `options`, the target
  /// size, the depth and the orientation are set here.
  public static func letterboxed(
    path: String, to size: Size, fill: Image.Color = 114,
    options: DecodeOptions = DecodeOptions()
  ) throws(ImageError) -> LetterboxedImage {
    let bytes = try contents(of: path, limits: options.limits)
    do {
      return try letterboxed(bytes, to: size, fill: fill, options: options)
    } catch {
      throw error.inFile(path)
    }
  }

  /// Decodes a picture in memory straight into the canvas that a network takes.
  public static func letterboxed(
    _ bytes: [UInt8], to size: Size, fill: Image.Color = 114,
    options: DecodeOptions = DecodeOptions()
  ) throws(ImageError) -> LetterboxedImage {
    let original = try self.size(bytes, limits: options.limits)
    let letterbox = Letterbox(original: original, canvas: size)
    var options = options
    options.targetSize = letterbox.content
    options.depth = .eight
    options.appliesOrientation = true
    let decoded = try decode(bytes, options: options)
    let image = decoded.image.converted(to: .rgb, background: fill)
    return LetterboxedImage(
      image: letterbox.apply(to: image, fill: fill), letterbox: letterbox, format: decoded.format,
      warnings: decoded.warnings)
  }
}

/// A picture ready for a network, and how it was fitted.
public struct LetterboxedImage: Hashable, Sendable {
  /// The canvas, 8-bit RGB.
  public let image: Image
  /// Where the picture lies on it, relative to the whole upright original.
  public let letterbox: Letterbox
  /// The format of the file.
  public let format: ImageFormat
  /// What was wrong with the file and could be passed over.
  public let warnings: [String]
}
