extension Image {
  /// A colour in 8-bit sRGB; an integer literal is a gray.
  public struct Color: Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// Red, from 0 to 255.
    public var red: UInt8
    /// Green, from 0 to 255.
    public var green: UInt8
    /// Blue, from 0 to 255.
    public var blue: UInt8

    /// Makes a colour from its three parts.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// Makes a gray.
    public init(gray: UInt8) { self.init(red: gray, green: gray, blue: gray) }

    /// Makes a gray.
    public init(integerLiteral value: UInt8) { self.init(gray: value) }

    /// Black.
    public static let black: Color = 0
    /// White.
    public static let white: Color = 255

    /// The luma of BT.601, rounded: 0.299 red + 0.587 green + 0.114 blue.
    public var luma: UInt8 { UInt8(Luma.of(UInt32(red), UInt32(green), UInt32(blue))) }

    /// Samples of one opaque pixel of `channels`, 8 bits each.
    func samples(_ channels: Channels) -> [UInt8] {
      switch channels {
      case .gray: [luma]
      case .grayAlpha: [luma, 255]
      case .rgb: [red, green, blue]
      case .rgba: [red, green, blue, 255]
      }
    }
  }
}

/// The brightness of a colour as BT.601 weighs it.
enum Luma {
  /// 0.299 red + 0.587 green + 0.114 blue, rounded, for parts of up to 16 bits.
  @inline(__always)
  static func of(_ red: UInt32, _ green: UInt32, _ blue: UInt32) -> UInt32 {
    (red &* 19_595 &+ green &* 38_470 &+ blue &* 7_471 &+ 0x8000) >> 16
  }
}
