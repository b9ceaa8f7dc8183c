import OkoImaging

/// The numbers that a generator and its discriminator are built of.
public struct GenerationArchitecture: Codable, Hashable, Sendable {
  /// What the two networks are made of, and which game they play.
  public enum Family: String, Codable, CaseIterable, Sendable {
    /// Residual bottlenecks without normalisation and the relativistic loss with two gradient penalties.
    ///
    /// After R3GAN (Huang et al. 2024), scaled to processors without a GPU.
    case residual
    /// Strided convolutions with batch normalisation and the non-saturating loss (Radford et al. 2015).
    case dcgan
  }

  /// What the networks are made of.
  public var family: Family
  /// The side of the pictures, in pixels: 32, 64, 128 or 256.
  public var resolution: Int
  /// Channels of the pictures: 1, 3 or 4.
  public var channels: Int
  /// How many classes there are; 1 where pictures have none.
  public var classCount: Int
  /// Normal numbers that a picture is made of.
  public var latentWidth: Int
  /// Channels at 16 by 16 pixels; each halving of the side doubles them up to `greatestWidth`.
  public var width: Int
  /// Whether both networks mix distant places by self-attention.
  public var attends: Bool

  /// Makes an architecture; without a `latentWidth` it is that of the family, without a `width` 128.
  public init(
    family: Family = .residual, resolution: Int, channels: Int = 3, classCount: Int = 1,
    latentWidth: Int? = nil, width: Int? = nil, attends: Bool = true
  ) {
    (self.family, self.resolution, self.channels) = (family, resolution, channels)
    self.classCount = classCount
    self.latentWidth = latentWidth ?? (family == .dcgan ? 100 : 64)
    self.width = width ?? 128
    self.attends = attends && family == .residual
  }

  /// The sides that pictures may have, in pixels.
  public static let resolutions = [32, 64, 128, 256]

  /// What the samples of a pixel mean.
  ///
  /// - Precondition: `isValid`.
  var imageChannels: Image.Channels {
    guard let known = Image.Channels(rawValue: channels) else {
      preconditionFailure("GenerationArchitecture: \(channels) channels")
    }
    return known
  }

  /// Channels of the embedding of a class.
  static let embeddingWidth = 64

  /// No scale of the residual networks has more channels.
  static let greatestWidth = 256

  /// The side at which the networks attend, in pixels.
  static let attentionSide = 16

  /// Whether networks can be built of these numbers within reason.
  var isValid: Bool {
    Self.resolutions.contains(resolution) && [1, 3, 4].contains(channels)
      && (1...10_000).contains(classCount) && (1...4096).contains(latentWidth)
      && (16...1024).contains(width) && width % 16 == 0
  }

  /// Numbers that go into the generator: the latent ones and, where there are classes, an embedding.
  var inputWidth: Int { latentWidth + (classCount > 1 ? Self.embeddingWidth : 0) }

  /// The sides of the feature maps from 4 pixels to half of the picture.
  var sides: [Int] {
    Array(sequence(first: 4) { $0 * 2 }.prefix { $0 < resolution })
  }

  /// Channels of the feature map with this side: `width` at 16, twice as many at half the side.
  func width(at side: Int) -> Int {
    let wide = width * Self.attentionSide / side
    return family == .dcgan ? wide : max(16, min(wide, Self.greatestWidth))
  }
}
