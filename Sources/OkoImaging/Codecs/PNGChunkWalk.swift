/// Walks the chunks of a PNG, whose signature the caller has seen, and checks the sum of each.
struct PNGChunkWalk {
  /// A chunk as it is stored.
  struct Chunk {
    /// The four letters.
    let type: [UInt8]
    let data: ArraySlice<UInt8>
    /// Where the chunk begins in the file.
    let offset: Int

    /// Whether it holds a text that is not wholly compressed.
    var isText: Bool {
      type == PNGChunkWalk.plainText || type == PNGChunkWalk.internationalText
    }

    /// The error that `message` describes, at this chunk.
    func damaged(_ message: String) -> ImageError {
      ImageError(.damaged, message, byteOffset: offset)
    }
  }

  static let plainText = Array("tEXt".utf8)
  static let internationalText = Array("iTXt".utf8)
  private static let header = Array("IHDR".utf8)
  private static let end = Array("IEND".utf8)

  private let bytes: [UInt8]
  /// Where the next chunk begins, never past the end of `bytes`; nil behind the last.
  private var position: Int?

  /// Begins behind the signature.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = min(8, bytes.count)
  }

  /// The next chunk, or nil behind `IEND`; what follows that is no part of the picture.
  mutating func next() throws(ImageError) -> Chunk? {
    guard let start = position else { return nil }
    // Length and type before the data, the checksum behind them.
    guard bytes.count - start >= 12 else { throw cut(start) }
    let length = number(at: start)
    guard length < 1 << 31 else {
      throw ImageError(.damaged, "a chunk of \(length) bytes", byteOffset: start)
    }
    guard Int(length) <= bytes.count - start - 12 else { throw cut(start) }
    let data = (start + 8)..<(start + 8 + Int(length))
    let chunk = Chunk(
      type: Array(bytes[(start + 4)..<(start + 8)]), data: bytes[data], offset: start)
    guard chunk.type.allSatisfy({ (0x41...0x5a).contains($0 & 0xdf) }) else {
      throw chunk.damaged("a chunk's type is not four letters")
    }
    guard Self.checksum(bytes[(start + 4)..<data.upperBound]) == number(at: data.upperBound) else {
      throw chunk.damaged("the checksum of \(String(decoding: chunk.type, as: UTF8.self)) is wrong")
    }
    guard start > 8 || (chunk.type == Self.header && length == 13) else {
      throw chunk.damaged("the first chunk is no header")
    }
    position = chunk.type == Self.end ? nil : data.upperBound + 4
    return chunk
  }

  private func cut(_ start: Int) -> ImageError {
    ImageError(.damaged, "the file ends within a chunk or before its last", byteOffset: start)
  }

  /// Four bytes, the highest first.
  private func number(at place: Int) -> UInt32 {
    bytes[place..<(place + 4)].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The CRC-32 of ISO 3309, as PNG and zlib have it.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum = ~UInt32(0)
    table.withUnsafeBufferPointer { table in
      for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xff)] ^ sum >> 8 }
    }
    return ~sum
  }

  private static let table = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
  }
}
