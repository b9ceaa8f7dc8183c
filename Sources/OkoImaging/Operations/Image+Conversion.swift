extension Image {
  /// Bits a sample.
  public enum Depth: Int, Sendable {
    /// From 0 to 255.
    case eight = 8
    /// From 0 to 65,535.
    case sixteen = 16
  }

  /// Bits a sample.
  public var depth: Depth {
    switch samples {
    case .uint8: .eight
    case .uint16: .sixteen
    }
  }

  /// The picture with other channels, or at another depth; without `depth`, at its own.
  ///
  /// Colour becomes gray by the luma of BT.601, 0.299 R + 0.587 G + 0.114 B, rounded as Pillow does. Alpha is
  /// dropped, or, given a `background`, composited on it; where there was none it is opaque. Depths convert
  /// so that white stays white: 8 to 16 bits by ×257, 16 to 8 by rounding v ÷ 257.
  public func converted(
    to channels: Channels, depth: Depth? = nil, background: Color? = nil
  ) -> Image {
    let composites = background != nil && self.channels.hasAlpha
    var image = self
    if composites || channels != self.channels {
      switch samples {
      case .uint8(let samples):
        image = Image(
          width: width, height: height, channels: channels,
          samples: recoloured(samples, channels, background.map { ($0, 1) }))
      case .uint16(let samples):
        image = Image(
          width: width, height: height, channels: channels,
          samples: recoloured(samples, channels, background.map { ($0, 257) }))
      }
    }
    return image.converted(to: depth ?? self.depth)
  }

  /// The picture at `depth`.
  private func converted(to depth: Depth) -> Image {
    switch (samples, depth) {
    case (.uint8(let samples), .sixteen):
      Image(
        width: width, height: height, channels: channels, samples: samples.map { UInt16($0) * 257 })
    case (.uint16(let samples), .eight):
      Image(
        width: width, height: height, channels: channels,
        samples: samples.map { UInt8(truncatingIfNeeded: (UInt32($0) + 128) / 257) })
    default: self
    }
  }

  private func recoloured<Sample: FixedWidthInteger & UnsignedInteger>(
    _ samples: [Sample], _ target: Channels, _ background: (color: Color, factor: UInt32)?
  ) -> [Sample] {
    let (from, to) = (channels.rawValue, target.rawValue)
    let isGray = from <= 2
    let maximum = UInt32(Sample.max)
    let count = width * height
    let under = background.map { color, factor in
      SIMD3<UInt32>(UInt32(color.red), UInt32(color.green), UInt32(color.blue)) &* factor
    }
    return [Sample](unsafeUninitializedCapacity: count * to) { result, initialized in
      initialized = count * to
      samples.withUnsafeBufferPointer { source in
        for pixel in 0..<count {
          let (input, output) = (pixel &* from, pixel &* to)
          let first = UInt32(source[input])
          var color = SIMD3(repeating: first)
          if !isGray {
            color.y = UInt32(source[input &+ 1])
            color.z = UInt32(source[input &+ 2])
          }
          var alpha = channels.hasAlpha ? UInt32(source[input &+ from &- 1]) : maximum
          if let under {
            // At 16 bits the two products and the rounding still fit 32 bits.
            color = (color &* alpha &+ under &* (maximum &- alpha) &+ maximum / 2) / maximum
            alpha = maximum
          }
          if to <= 2 {
            let gray = color.x == color.y && color.y == color.z
            let value = gray ? color.x : Luma.of(color.x, color.y, color.z)
            result[output] = Sample(truncatingIfNeeded: value)
          } else {
            result[output] = Sample(truncatingIfNeeded: color.x)
            result[output &+ 1] = Sample(truncatingIfNeeded: color.y)
            result[output &+ 2] = Sample(truncatingIfNeeded: color.z)
          }
          if target.hasAlpha { result[output &+ to &- 1] = Sample(truncatingIfNeeded: alpha) }
        }
      }
    }
  }
}
