package import OkoImaging

/// Decoded pictures kept in memory for the epochs to come, up to a number of bytes.
///
/// A picture is 8-bit RGB, upright, and reduced so that its longer side is at most `side`; a JPEG is decoded
/// at the scale that this needs. What comes first stays. The pixels are the same whether kept or not.
public final class PictureCache: Sendable {
  /// The longest side that pictures are kept with.
  public let side: Int
  private let kept: KeptValues<PicturePyramid>

  /// Makes an empty cache; `budget` is limited to a quarter of the machine's memory.
  ///
  /// - Precondition: `side >= 1`.
  public init(side: Int, budget: Int = 1 << 30) {
    precondition(side >= 1, "PictureCache: the side is \(side)")
    self.side = side
    kept = KeptValues(budget: budget)
  }

  /// How many bytes of pixels are kept at most.
  public var budget: Int { kept.budget }

  /// Bytes of the pixels that are kept.
  public var byteCount: Int { kept.byteCount }

  /// How many pictures are kept.
  public var count: Int { kept.count }

  /// The picture in the file at `path`, from memory or decoded.
  package func picture(at path: String) throws(ImageError) -> PicturePyramid {
    try kept.value(at: path, bytes: \.byteCount) { () throws(ImageError) in try decode(path) }
  }

  private func decode(_ path: String) throws(ImageError) -> PicturePyramid {
    var options = DecodeOptions()
    options.depth = .eight
    let picture = try EncodedPicture(path: path)
    options.targetSize = reduced(picture.size)
    let decoded = try picture.decoded(options: options)
    let image = decoded.image.converted(to: .rgb, background: 114)
      .resized(to: reduced(decoded.originalSize), filter: .area)
    return PicturePyramid(image, originalSize: decoded.originalSize)
  }

  private func reduced(_ size: Size) -> Size {
    let longer = max(size.width, size.height)
    guard longer > side else { return size }
    func scaled(_ length: Int) -> Int {
      max(1, Int((Double(length) * Double(side) / Double(longer)).rounded()))
    }
    return Size(width: scaled(size.width), height: scaled(size.height))
  }
}
