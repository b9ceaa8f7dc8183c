import OkoImaging
import OkoTensors

/// A made-up picture that is as much work to decode as a photograph.
enum MadePhotograph {
  /// A JPEG of 4000×3000 pixels and about 2.5 MB, with colours at half the resolution.
  ///
  /// Photographs have about as much contrast at every scale; so this is noise of several grains, one on the other.
  static func jpeg(
    size: Size = Size(width: 4000, height: 3000)
  ) throws(ImageError) -> [UInt8] {
    let grains = [64, 32, 16, 8, 4, 2, 1].map { grain in
      noise(
        Size(width: max(1, size.width / grain), height: max(1, size.height / grain)),
        seed: UInt64(grain)
      ).resized(to: size)
    }
    var sums = [UInt16](repeating: 0, count: 3 * size.width * size.height)
    for grain in grains {
      guard case .uint8(let samples) = grain.samples else { continue }
      for index in sums.indices { sums[index] &+= UInt16(samples[index]) }
    }
    let samples = sums.map { UInt8(truncatingIfNeeded: $0 / UInt16(grains.count)) }
    return try JPEGEncoder.encode(
      Image(width: size.width, height: size.height, channels: .rgb, samples: samples), quality: 77)
  }

  private static func noise(_ size: Size, seed: UInt64) -> Image {
    var random = RandomSource(seed: seed, stream: "made photograph")
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * size.width * size.height)
    for _ in 0..<(size.width * size.height) {
      let value = random.next()
      // Mostly gray: the three parts differ by a quarter of what they share.
      for channel in 0..<3 as Range<UInt64> {
        samples.append(UInt8((value & 0xff) * 3 / 4 + (value >> (8 * channel + 8) & 0xff) / 4))
      }
    }
    return Image(width: size.width, height: size.height, channels: .rgb, samples: samples)
  }
}
