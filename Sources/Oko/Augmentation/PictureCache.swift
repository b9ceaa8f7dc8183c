package import OkoImaging
import OkoTensors
import Synchronization

/// Decoded pictures kept in memory for the epochs to come, up to a number of bytes.
///
/// A picture is 8-bit RGB, upright, and reduced so that its longer side is at most `side`; a JPEG is decoded
/// at the scale that this needs. What comes first stays: where not all fit, epochs in random order would
/// throw out each picture just before its next use. The pixels are the same whether kept or not.
public final class PictureCache: Sendable {
  /// The longest side that pictures are kept with.
  public let side: Int
  /// How many bytes of pixels are kept at most.
  public let budget: Int
  private let content = Mutex(Content())

  private struct Content {
    var pictures: [String: PicturePyramid] = [:]
    var bytes = 0
  }

  /// Makes an empty cache; `budget` is limited to a quarter of the machine's memory.
  ///
  /// - Precondition: `side >= 1`.
  public init(side: Int, budget: Int = 1 << 30) {
    precondition(side >= 1, "PictureCache: the side is \(side)")
    self.side = side
    self.budget = min(max(budget, 0), MachineMemory.bytes / 4)
  }

  /// Bytes of the pixels that are kept.
  public var byteCount: Int { content.withLock { $0.bytes } }

  /// How many pictures are kept.
  public var count: Int { content.withLock { $0.pictures.count } }

  /// The picture in the file at `path`, from memory or decoded.
  package func picture(at path: String) throws(ImageError) -> PicturePyramid {
    if let kept = content.withLock({ $0.pictures[path] }) { return kept }
    // Decoded outside the lock: two threads may do it at once, and get the same.
    let picture = try decode(path)
    let bytes = picture.byteCount
    content.withLock { content in
      guard content.bytes + bytes <= budget, content.pictures[path] == nil else { return }
      content.pictures[path] = picture
      content.bytes += bytes
    }
    return picture
  }

  private func decode(_ path: String) throws(ImageError) -> PicturePyramid {
    var options = DecodeOptions()
    options.depth = .eight
    options.targetSize = reduced(try ImageDecoder.size(path: path))
    let decoded = try ImageDecoder.decode(path: path, options: options)
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
