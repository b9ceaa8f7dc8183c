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
    try letterboxed(
      EncodedPicture(path: path, limits: options.limits), to: size, fill: fill, options: options)
  }

  /// Decodes a picture in memory straight into the canvas that a network takes.
  public static func letterboxed(
    _ bytes: [UInt8], to size: Size, fill: Image.Color = 114,
    options: DecodeOptions = DecodeOptions()
  ) throws(ImageError) -> LetterboxedImage {
    try letterboxed(
      EncodedPicture(bytes, limits: options.limits), to: size, fill: fill, options: options)
  }

  private static func letterboxed(
    _ picture: EncodedPicture, to size: Size, fill: Image.Color, options: DecodeOptions
  ) throws(ImageError) -> LetterboxedImage {
    let letterbox = Letterbox(original: picture.size, canvas: size)
    let (image, warnings) = try picture.letterboxed(letterbox, fill: fill, options: options)
    return LetterboxedImage(
      image: image, letterbox: letterbox, format: picture.format, warnings: warnings)
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
