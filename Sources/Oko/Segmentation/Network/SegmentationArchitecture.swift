/// The numbers that determine a segmenter's network; stored with its weights.
public struct SegmentationArchitecture: Codable, Sendable, Hashable {
  /// The families of networks.
  public enum Family: String, Codable, Sendable, Hashable, CaseIterable {
    /// An encoder and a decoder of residual blocks at every scale from the pixels on, joined by skips.
    case unet
    /// The detector's backbone with a slim decoder: for video and streets.
    case light
  }

  /// The family.
  public var family: Family
  /// Channels at each scale, the finest first; `unet` begins at stride 1, `light` at stride 2.
  public var widths: [Int]
  /// Bottlenecks of the encoder at each scale; `light` has none at its first.
  public var depths: [Int]
  /// Channels of the decoder at each scale but the coarsest, the finest first.
  public var decoderWidths: [Int]
  /// How many classes there are.
  public var classCount: Int
  /// Whether two more channels, edges and depths, say which pixels belong to one thing.
  public var separatesInstances: Bool

  /// Makes an architecture.
  public init(
    family: Family, widths: [Int], depths: [Int], decoderWidths: [Int], classCount: Int,
    separatesInstances: Bool
  ) {
    (self.family, self.widths, self.depths) = (family, widths, depths)
    self.decoderWidths = decoderWidths
    (self.classCount, self.separatesInstances) = (classCount, separatesInstances)
  }

  /// Channels of the output: a logit for each class, then those of edges and depths.
  public var outputCount: Int { classCount + (separatesInstances ? 2 : 0) }

  /// What the sides of an input must be multiples of.
  public var multiple: Int {
    switch family {
    case .unet: 1 << (widths.count - 1)
    case .light: 1 << widths.count
    }
  }

  /// Whether a network can be built of these numbers, which may come from a hostile file.
  package var isValid: Bool {
    let levels = family == .unet ? 2...8 : 5...5
    let blocks = family == .unet ? widths.count : 4
    return levels.contains(widths.count) && depths.count == blocks
      && decoderWidths.count == widths.count - 1
      && (widths + decoderWidths).allSatisfy { (2...4096).contains($0) && $0 % 2 == 0 }
      && depths.allSatisfy { (0...64).contains($0) } && (2...255).contains(classCount)
  }
}
