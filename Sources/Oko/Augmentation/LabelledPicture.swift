package import OkoImaging

/// A decoded picture with its labels, ready for cutting patches.
package struct LabelledPicture: Sendable {
  /// The picture at full size and smaller.
  package let pyramid: PicturePyramid
  package let labels: LabelMap
  /// The instance of each pixel, where that is learnt.
  package let ids: [UInt32]?
  /// What the pyramid's samples, from 0 to 1, become for the network.
  package let scaling: PictureNormalization.Scaling
  /// The standard deviation of the picture as the network gets it.
  package let deviation: Float
  /// Whether it has no colour.
  package let isGray: Bool
  /// Where the pixels of each class are.
  package let places: ClassPlaces

  package var size: Size { labels.size }

  /// Bytes that it holds.
  package var byteCount: Int {
    pyramid.byteCount + labels.labels.count + (ids?.count ?? 0) * 4 + places.byteCount
  }

  /// Prepares `image`; one of 16 bits is stretched to 8 over the range that it uses.
  ///
  /// Alpha is composited on gray. What lies more than eight standard deviations from the mean is cut off.
  ///
  /// - Precondition: the labels and instances have the size of the picture.
  package init(
    _ image: Image, labels: LabelMap, instances: InstanceMap?, normalization: PictureNormalization
  ) {
    precondition(
      labels.size == image.size && (instances?.size ?? image.size) == image.size,
      "LabelledPicture: labels \(labels.size), picture \(image.size)")
    let isGray = image.channels.rawValue <= 2
    let image = image.converted(to: .rgb, background: 114)
    let statistics = PictureNormalization.standardized.scaling(of: image)
    var scaling = normalization.scaling(of: image)
    deviation = normalization == .standardized ? 1 : 1 / statistics.factor
    switch image.samples {
    case .uint8: pyramid = PicturePyramid(image, originalSize: image.size)
    case .uint16(let samples):
      let (stretched, start, extent) = Self.stretched(samples, statistics)
      pyramid = PicturePyramid(
        Image(width: image.width, height: image.height, channels: .rgb, samples: stretched),
        originalSize: image.size)
      // (start + s·extent + offset)·factor
      scaling.offset = (scaling.offset + start) / extent
      scaling.factor *= extent
    }
    (self.labels, self.ids, self.scaling) = (labels, instances?.ids, scaling)
    self.isGray = isGray
    places = ClassPlaces(labels)
  }

  /// 8-bit samples s with the original ones, as shares of white, at start + s/255·extent.
  private static func stretched(
    _ samples: [UInt16], _ statistics: PictureNormalization.Scaling
  ) -> ([UInt8], start: Float, extent: Float) {
    var (lowest, highest) = (UInt16.max, UInt16.min)
    for sample in samples { (lowest, highest) = (min(lowest, sample), max(highest, sample)) }
    let (mean, reach) = (-statistics.offset, 8 / statistics.factor)
    let start = max(Float(lowest) / 65535, mean - reach)
    let extent = max(min(Float(highest) / 65535, mean + reach) - start, 1 / 65535)
    let stretched = samples.map { sample in
      UInt8(min(max((Float(sample) / 65535 - start) / extent, 0), 1) * 255 + 0.5)
    }
    return (stretched, start, extent)
  }

  struct Masks {
    let size: Size
    let labels: UnsafePointer<UInt8>
    let ids: UnsafePointer<UInt32>?
  }

  func withMasks(_ body: (Masks) -> Void) {
    labels.labels.withUnsafeBufferPointer { labels in
      guard let labels = labels.baseAddress else { return }
      guard let ids else { return body(Masks(size: size, labels: labels, ids: nil)) }
      ids.withUnsafeBufferPointer { ids in
        body(Masks(size: size, labels: labels, ids: ids.baseAddress))
      }
    }
  }
}
