public import OkoTensors

/// What a segmenter trains on in one step.
public struct SegmentationBatch: Sendable {
  /// The pictures, `[N, H, W, 3]`, normalised as the network takes them.
  public let images: Tensor
  /// The class of each pixel, or `LabelMap.ignored`: N · H · W of them.
  public let labels: [UInt8]
  /// What separates instances, where that is learnt.
  public let instances: InstanceTargets?
  /// The files that the pictures are cut from.
  public let files: [String]

  /// Makes a batch.
  ///
  /// - Precondition: there is a label for each pixel.
  public init(
    images: Tensor, labels: [UInt8], instances: InstanceTargets? = nil, files: [String]
  ) {
    precondition(
      images.shape.rank == 4 && images.shape.count / images.shape[3] == labels.count,
      "SegmentationBatch: \(labels.count) labels for pictures of \(images.shape)")
    (self.images, self.labels, self.instances, self.files) = (images, labels, instances, files)
  }
}

/// What a network learns in order to tell things of one class apart: N · H · W values each, 0…255 for 0…1.
///
/// Neither counts where the label is `LabelMap.ignored`.
public struct InstanceTargets: Sendable, Hashable {
  /// 255 on pixels of a thing beside a pixel of another thing or of background, else 0.
  public var edges: [UInt8]
  /// The distance to the rim of the thing as a share of that thing's greatest; 0 on background.
  public var depths: [UInt8]

  /// Makes targets.
  public init(edges: [UInt8], depths: [UInt8]) {
    (self.edges, self.depths) = (edges, depths)
  }
}
