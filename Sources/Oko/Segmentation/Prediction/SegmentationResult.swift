public import OkoImaging

/// The class of every pixel of a picture, its single things, and how long each part of the work took.
public struct SegmentationResult: Sendable {
  /// The class of every pixel of the upright original.
  public let labels: LabelMap
  /// Which thing every pixel belongs to, where things were told apart.
  public let instanceMap: InstanceMap?
  /// The things, in the order of their numbers in ``instanceMap``.
  public let instances: [SegmentedInstance]
  /// How many pixels each class has.
  public let pixelCounts: [Int]
  /// What was wrong with the file and could be passed over.
  public var warnings: [String]
  /// Milliseconds.
  public var milliseconds: Milliseconds

  package init(
    labels: LabelMap, instanceMap: InstanceMap?, instances: [SegmentedInstance], classCount: Int,
    warnings: [String] = []
  ) {
    (self.labels, self.instanceMap, self.instances) = (labels, instanceMap, instances)
    self.warnings = warnings
    var counts = [Int](repeating: 0, count: 256)
    for label in labels.labels { counts[Int(label)] += 1 }
    pixelCounts = Array(counts[..<classCount])
    milliseconds = Milliseconds()
  }

  /// The size of the upright original.
  public var size: Size { labels.size }
  /// The share of the picture that each class covers, from 0 to 1.
  public var shares: [Double] {
    pixelCounts.map { Double($0) / Double(labels.labels.count) }
  }

  /// Times of the parts of the work, in milliseconds.
  public struct Milliseconds: Sendable, Hashable {
    /// Reading and decoding the picture.
    public var decode: Double = 0
    /// The network on all tiles, and the classes.
    public var network: Double = 0
    /// Telling things apart.
    public var post: Double = 0
  }
}
