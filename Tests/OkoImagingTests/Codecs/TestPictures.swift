import OkoImaging

/// Pictures made up for the tests of the codecs.
enum TestPictures {
  /// Samples from a linear congruential generator.
  static func noise(_ size: Size, _ channels: Image.Channels, depth: Int) -> Image {
    var state: UInt32 = 12345
    let values = (0..<(size.width * size.height * channels.rawValue)).map { _ -> UInt16 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt16(state >> 16)
    }
    let (width, height) = (size.width, size.height)
    if depth == 16 {
      return Image(width: width, height: height, channels: channels, samples: values)
    }
    let bytes = values.map { UInt8($0 >> 8) }
    return Image(width: width, height: height, channels: channels, samples: bytes)
  }

  /// A smooth picture, as JPEG likes it.
  static func gradient(_ size: Size, _ channels: Image.Channels) -> Image {
    var samples: [UInt8] = []
    for y in 0..<size.height {
      for x in 0..<size.width {
        for channel in 0..<channels.rawValue {
          samples.append(UInt8(40 + x + y + channel * 20))
        }
      }
    }
    return Image(width: size.width, height: size.height, channels: channels, samples: samples)
  }

  /// The largest difference between two samples of 8-bit pictures of one shape.
  static func largestDifference(_ first: Image, _ second: Image) -> Int {
    guard case .uint8(let left) = first.samples, case .uint8(let right) = second.samples,
      left.count == right.count
    else { return .max }
    return zip(left, right).map { abs(Int($0) - Int($1)) }.max() ?? 0
  }
}

/// A PNG taken apart and put together again.
enum PNGChunks {
  struct Chunk: Equatable {
    var type: String
    var data: [UInt8]
  }

  static func split(_ bytes: [UInt8]) -> [Chunk] {
    var chunks: [Chunk] = []
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self)
      chunks.append(
        Chunk(type: type, data: Array(bytes[(position + 8)..<(position + 8 + length)])))
      position += length + 12
    }
    return chunks
  }

  static func join(_ chunks: [Chunk]) -> [UInt8] {
    var bytes: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    for chunk in chunks {
      let body = Array(chunk.type.utf8) + chunk.data
      bytes += bigEndian(UInt32(chunk.data.count)) + body + bigEndian(crc(body))
    }
    return bytes
  }

  static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var remainder = ~UInt32(0)
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        let carry: UInt32 = remainder & 1 == 1 ? 0xedb8_8320 : 0
        remainder = remainder >> 1 ^ carry
      }
    }
    return ~remainder
  }
}
