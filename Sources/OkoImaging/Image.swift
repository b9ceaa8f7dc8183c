/// A picture in memory: rows from top to bottom, channels interleaved (HWC), 8 or 16 bits a sample.
public struct Image: Hashable, Sendable {
  /// What the samples of one pixel mean; the raw value is their number.
  public enum Channels: Int, Sendable {
    /// One luminance sample.
    case gray = 1
    /// Luminance and unassociated alpha.
    case grayAlpha = 2
    /// Red, green, blue.
    case rgb = 3
    /// Red, green, blue and unassociated alpha.
    case rgba = 4

    /// Whether the last sample is alpha.
    public var hasAlpha: Bool { self == .grayAlpha || self == .rgba }
  }

  /// The samples of a picture: `height * width * channels` of them.
  public enum Samples: Hashable, Sendable {
    /// From 0 to 255.
    case uint8([UInt8])
    /// From 0 to 65,535, in the machine's byte order.
    case uint16([UInt16])
  }

  /// Pixels from left to right; at least 1.
  public let width: Int
  /// Pixels from top to bottom; at least 1.
  public let height: Int
  /// What the samples of one pixel mean.
  public let channels: Channels
  /// Every sample, row by row.
  public private(set) var samples: Samples

  /// Width and height together.
  public var size: Size { Size(width: width, height: height) }

  /// Makes an 8-bit picture from `samples` in HWC order.
  ///
  /// - Precondition: `samples.count == width * height * channels.rawValue`.
  public init(width: Int, height: Int, channels: Channels, samples: [UInt8]) {
    precondition(
      samples.count == width * height * channels.rawValue,
      "Image: \(samples.count) samples, \(width)×\(height)×\(channels.rawValue) expected")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = .uint8(samples)
  }

  /// Makes a 16-bit picture from `samples` in HWC order.
  ///
  /// - Precondition: `samples.count == width * height * channels.rawValue`.
  public init(width: Int, height: Int, channels: Channels, samples: [UInt16]) {
    precondition(
      samples.count == width * height * channels.rawValue,
      "Image: \(samples.count) samples, \(width)×\(height)×\(channels.rawValue) expected")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = .uint16(samples)
  }

  /// Makes an 8-bit picture of one colour, one value for each channel.
  public init(width: Int, height: Int, channels: Channels, filledWith pixel: [UInt8]) {
    precondition(pixel.count == channels.rawValue, "Image: pixel has \(pixel.count) samples")
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * pixel.count)
    for _ in 0..<(width * height) { samples.append(contentsOf: pixel) }
    self.init(width: width, height: height, channels: channels, samples: samples)
  }

  /// Lets `body` change the samples of an 8-bit picture in place.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func withMutableBytes<Result>(
    _ body: (inout [UInt8]) throws -> Result
  ) rethrows -> Result {
    guard case .uint8(var bytes) = samples else {
      preconditionFailure("Image.withMutableBytes: the picture has 16 bits a sample")
    }
    samples = .uint8([])
    defer { samples = .uint8(bytes) }
    return try body(&bytes)
  }
}
