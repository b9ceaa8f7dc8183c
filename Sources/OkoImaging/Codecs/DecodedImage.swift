/// A decoded picture and what its file said about it.
public struct DecodedImage: Hashable, Sendable {
  /// The pixels, upright unless the options said otherwise.
  public let image: Image
  /// The format of the file.
  public let format: ImageFormat
  /// The size of the whole picture, upright, before any scaling.
  ///
  /// Where the options leave the picture as stored, so is this size.
  public let originalSize: Size
  /// The EXIF orientation, 1 to 8; 1 where the file has none.
  public let orientation: Int
  /// Whether the samples are indices of a palette, which the options asked for.
  public let isIndexed: Bool
  /// What was wrong with the file and could be passed over.
  public let warnings: [String]
}
