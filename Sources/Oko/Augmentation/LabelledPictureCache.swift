package import OkoImaging
import OkoTensors
import Synchronization

/// Decoded pictures with their labels kept in memory for the epochs to come, up to a number of bytes.
///
/// What comes first stays, as in ``PictureCache``. Everything is the same whether kept or not.
public final class LabelledPictureCache: Sendable {
  /// Reads the labels of a sample.
  package typealias Labels =
    @Sendable (SegmentationSample) throws(ImageError) -> (LabelMap, InstanceMap?)

  /// How many bytes are kept at most.
  public let budget: Int
  private let content = Mutex(Content())

  private struct Content {
    var pictures: [SegmentationSample: LabelledPicture] = [:]
    var bytes = 0
  }

  /// Makes an empty cache; `budget` is limited to a quarter of the machine's memory.
  public init(budget: Int = 1 << 30) {
    self.budget = min(max(budget, 0), MachineMemory.bytes / 4)
  }

  /// Bytes that are kept.
  public var byteCount: Int { content.withLock { $0.bytes } }

  /// How many pictures are kept.
  public var count: Int { content.withLock { $0.pictures.count } }

  /// The picture of `sample`, from memory or decoded and with its labels from `labels`.
  package func picture(
    _ sample: SegmentationSample, normalization: PictureNormalization, labels: Labels
  ) throws(ImageError) -> LabelledPicture {
    if let kept = content.withLock({ $0.pictures[sample] }) { return kept }
    // Decoded outside the lock: two threads may do it at once, and get the same.
    let image = try ImageDecoder.decode(path: sample.imagePath).image
    let (map, instances) = try labels(sample)
    guard map.size == image.size, (instances?.size ?? image.size) == image.size else {
      throw ImageError(
        .damaged,
        "the picture has \(image.width)×\(image.height) pixels, its labels "
          + "\(map.size.width)×\(map.size.height)", path: sample.imagePath)
    }
    let picture = LabelledPicture(
      image, labels: map, instances: instances, normalization: normalization)
    let bytes = picture.byteCount
    content.withLock { content in
      guard content.bytes + bytes <= budget, content.pictures[sample] == nil else { return }
      content.pictures[sample] = picture
      content.bytes += bytes
    }
    return picture
  }
}
