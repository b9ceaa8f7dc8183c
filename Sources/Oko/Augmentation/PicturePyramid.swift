package import OkoImaging

/// A picture for resampling: 8-bit RGB, and again at a half, a quarter … of the size.
///
/// Drawing a picture much smaller starts from a level that is at most twice too large, so that bilinear
/// interpolation misses no pixel.
package struct PicturePyramid: Sendable {
  /// The picture, and after it each level with half the sides of the one before, rounded up.
  package let levels: [Image]
  /// The size of the whole upright picture in its file, in whose pixels boxes are.
  package let originalSize: Size

  /// Bytes of the pixels of all levels.
  package var byteCount: Int { levels.reduce(0) { $0 + $1.width * $1.height * 3 } }

  /// Makes the levels of `image`.
  ///
  /// - Precondition: `image` is 8-bit RGB.
  package init(_ image: Image, originalSize: Size) {
    precondition(image.channels == .rgb, "PicturePyramid: \(image.channels) picture, RGB expected")
    self.originalSize = originalSize
    var levels = [image]
    while let last = levels.last, min(last.width, last.height) >= 16 {
      levels.append(Self.halved(last))
    }
    self.levels = levels
  }

  /// Takes `image` alone, for drawing at half its size or more.
  package init(level image: Image) {
    (levels, originalSize) = ([image], image.size)
  }

  /// The level to read where `step` pixels of the picture lie between neighbours: at most two of its own do.
  package func level(for step: Double) -> Int {
    var (level, step) = (0, step)
    while step > 2, level + 1 < levels.count { (level, step) = (level + 1, step / 2) }
    return level
  }

  /// Means of 2×2 pixels; the last row and column are repeated where their number is odd.
  private static func halved(_ image: Image) -> Image {
    guard case .uint8(let samples) = image.samples else {
      preconditionFailure("PicturePyramid: 16-bit picture, 8 bits expected")
    }
    let (width, height) = ((image.width + 1) / 2, (image.height + 1) / 2)
    let stride = image.width * 3
    let halved = [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
      samples.withUnsafeBufferPointer { source in
        for y in 0..<height {
          let upper = 2 * y * stride
          let lower = min(2 * y + 1, image.height - 1) * stride
          var place = y * width * 3
          for x in 0..<width {
            let left = 6 * x
            let right = min(2 * x + 1, image.width - 1) * 3
            for channel in 0..<3 {
              let sum =
                Int(source[upper + left + channel]) + Int(source[upper + right + channel])
                + Int(source[lower + left + channel]) + Int(source[lower + right + channel])
              target[place] = UInt8(truncatingIfNeeded: (sum + 2) >> 2)
              place += 1
            }
          }
        }
      }
      count = width * height * 3
    }
    return Image(width: width, height: height, channels: .rgb, samples: halved)
  }
}
