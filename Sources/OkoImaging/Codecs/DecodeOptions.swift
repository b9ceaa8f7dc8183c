/// How large a picture may be before decoding refuses it.
public struct DecodeLimits: Hashable, Sendable {
  /// Width times height.
  public var maximumPixels = 100_000_000
  /// Width, and height.
  public var maximumSide = 65_500
  /// Scans of a JPEG; each costs the time of a whole picture.
  public var maximumScans = 100
  /// Warnings whose text is kept; further ones are counted alone.
  public var maximumWarnings = 100
  /// Bytes of the pixels and of the decoder's own tables together, and of a file.
  public var maximumMemory = 1 << 30

  /// Makes the default limits, for untrusted files.
  public init() {}
}

/// How to decode a picture.
public struct DecodeOptions: Hashable, Sendable {
  /// Bits of the samples to decode to.
  public enum Depth: Hashable, Sendable {
    /// As the file has them: 16 for a 16-bit PNG, otherwise 8.
    case preserved
    /// Always 8, rounded to nearest.
    case eight
  }

  /// How large a picture may be.
  public var limits = DecodeLimits()
  /// Whether a warning, such as data missing at the end of a JPEG, is an error.
  public var strict = false
  /// Whether the picture is turned upright by its EXIF orientation.
  public var appliesOrientation = true
  /// Lets a JPEG be decoded at the smallest of libjpeg's scales (1/8 … 8/8) that covers this size.
  ///
  /// It is a size of the result, as `appliesOrientation` leaves it. Each side of the result is at least
  /// that of the target, unless the file itself is smaller. A PNG is always decoded whole.
  public var targetSize: Size?
  /// Bits of the samples.
  public var depth = Depth.preserved
  /// Whether a PNG with a palette gives the indices of its pixels, as gray of 8 bits, rather than their colours.
  public var keepsPaletteIndices = false

  /// Makes the default options: lenient, upright, whole, at the file's own depth.
  public init() {}
}
