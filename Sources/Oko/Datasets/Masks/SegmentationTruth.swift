import OkoImaging

/// The labels of one picture in memory.
public struct SegmentationTruth: Sendable, Hashable {
  /// The class of every pixel.
  public var labels: LabelMap
  /// The thing that every pixel belongs to, where the dataset tells things apart.
  public var instances: InstanceMap?

  /// Makes the labels of a picture.
  public init(labels: LabelMap, instances: InstanceMap? = nil) {
    (self.labels, self.instances) = (labels, instances)
  }
}

extension SegmentationSample {
  /// Reads or draws the labels of the picture.
  ///
  /// - Throws: `ImageError` that names the file, and the pixel where a label is no class.
  package func truth(classCount: Int) throws(ImageError) -> SegmentationTruth {
    switch labels {
    case .mask(let path, let encoding):
      let map = try MaskReader.labels(
        at: path, encoding: encoding, size: size, classCount: classCount)
      let instances = try instancesPath.map { path throws(ImageError) in
        try MaskReader.instances(at: path, size: size)
      }
      return SegmentationTruth(labels: map, instances: instances)
    case .objects(let objects):
      return ObjectPainter.truth(of: objects, size: size)
    }
  }
}
