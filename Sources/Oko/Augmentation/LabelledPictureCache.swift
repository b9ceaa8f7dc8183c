package import OkoImaging

/// Decoded pictures with their labels kept in memory for the epochs to come, up to a number of bytes.
///
/// A picture keeps its full size. What comes first stays, and all is the same whether kept or not.
public final class LabelledPictureCache: Sendable {
  /// Reads the labels of a sample.
  package typealias Labels =
    @Sendable (SegmentationSample) throws(ImageError) -> (LabelMap, InstanceMap?)

  private let kept: KeptValues<LabelledPicture>

  /// Makes an empty cache; `budget` is limited to a quarter of the machine's memory.
  public init(budget: Int = 1 << 30) {
    kept = KeptValues(budget: budget)
  }

  /// How many bytes are kept at most.
  public var budget: Int { kept.budget }

  /// Bytes that are kept.
  public var byteCount: Int { kept.byteCount }

  /// How many pictures are kept.
  public var count: Int { kept.count }

  /// The picture of `sample`, from memory or decoded and with its labels from `labels`.
  package func picture(
    _ sample: SegmentationSample, normalization: PictureNormalization, labels: Labels
  ) throws(ImageError) -> LabelledPicture {
    try kept.value(at: sample.imagePath, bytes: \.byteCount) { () throws(ImageError) in
      let image = try ImageDecoder.decode(path: sample.imagePath).image
      let (map, instances) = try labels(sample)
      guard map.size == image.size, (instances?.size ?? image.size) == image.size else {
        throw ImageError(
          .damaged,
          "the picture has \(image.width)×\(image.height) pixels, its labels "
            + "\(map.size.width)×\(map.size.height)", path: sample.imagePath)
      }
      return LabelledPicture(
        image, labels: map, instances: instances, normalization: normalization)
    }
  }
}
