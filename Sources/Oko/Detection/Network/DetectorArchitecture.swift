/// The sizes in which the detector comes.
public enum DetectorSize: String, Codable, Sendable, Hashable, CaseIterable {
  /// About 3 million weights and 2 GFLOP for a picture of 320 × 320.
  case nano
  /// About 9 million weights, three times the arithmetic of nano.
  case small
}

/// The numbers that determine a detector's network; stored with its weights.
public struct DetectorArchitecture: Codable, Sendable, Hashable {
  /// Channels at strides 2, 4, 8, 16 and 32.
  public var widths: [Int]
  /// Bottlenecks of the backbone at strides 4, 8, 16 and 32.
  public var depths: [Int]
  /// Bottlenecks of each block of the neck.
  public var neckDepth: Int
  /// Channels of the head's box branch.
  public var boxHeadWidth: Int
  /// Channels of the head's class branch.
  public var classHeadWidth: Int
  /// Bins of the distribution over each side's distance.
  ///
  /// Boxes are decoded from `DistributionCodec.bins`, the only number that is valid.
  public var binCount = DistributionCodec.bins
  /// How many classes there are.
  public var classCount: Int
  /// Models from before there was attention do not speak of it.
  private var attention: Bool?

  /// Whether the places at stride 32 attend to one another before the neck.
  public var attends: Bool {
    get { attention ?? false }
    set { attention = newValue ? true : nil }
  }

  /// The strides of the levels that boxes are found at, in pixels.
  public static let strides = [8, 16, 32]

  /// The architecture of `size` for `classCount` classes, with or without attention at stride 32.
  public init(_ size: DetectorSize, classCount: Int, attends: Bool = false) {
    self.classCount = classCount
    neckDepth = 1
    depths = [1, 2, 2, 1]
    switch size {
    case .nano:
      widths = [16, 32, 64, 128, 256]
      (boxHeadWidth, classHeadWidth) = (64, 48)
    case .small:
      widths = [32, 64, 128, 192, 384]
      (boxHeadWidth, classHeadWidth) = (64, 96)
    }
    self.attends = attends
  }

  /// Whether a network can be built of these numbers, which may come from a hostile file.
  package var isValid: Bool {
    widths.count == 5 && depths.count == 4
      && widths.allSatisfy { (2...4096).contains($0) && $0 % 2 == 0 }
      && depths.allSatisfy { (0...64).contains($0) } && (0...64).contains(neckDepth)
      && (1...4096).contains(boxHeadWidth) && (1...4096).contains(classHeadWidth)
      && (!attends || widths[4] % 4 == 0) && binCount == DistributionCodec.bins
      && (1...100_000).contains(classCount)
  }
}
