import OkoImaging

/// The size of a picture from the beginning of its file; PNG and JPEG, the latter upright after EXIF.
enum PictureHeader {
  static func size(path: String) throws(FileReadingError) -> Size {
    let bytes = FileSystem.beginning(of: path, count: 1 << 18)
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]), bytes.count >= 24 {
      return try size(width: number(bytes, 16, 4), height: number(bytes, 20, 4))
    }
    guard bytes.starts(with: [0xFF, 0xD8]) else {
      throw FileReadingError(message: "neither PNG nor JPEG")
    }
    var index = 2
    var isTurned = false
    while index + 9 < bytes.count, bytes[index] == 0xFF {
      let marker = bytes[index + 1]
      if marker == 0xFF {
        index += 1
        continue
      }
      let length = number(bytes, index + 2, 2)
      if marker == 0xE1 { isTurned = isTurned || orientation(bytes, index + 4) >= 5 }
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        let (height, width) = (number(bytes, index + 5, 2), number(bytes, index + 7, 2))
        return try isTurned
          ? size(width: height, height: width) : size(width: width, height: height)
      }
      index += 2 + max(length, 2)
    }
    throw FileReadingError(message: "a JPEG without a frame header")
  }

  private static func size(width: Int, height: Int) throws(FileReadingError) -> Size {
    guard (1...1_000_000).contains(width), (1...1_000_000).contains(height) else {
      throw FileReadingError(message: "a size of \(width)×\(height)")
    }
    return Size(width: width, height: height)
  }

  private static func number(
    _ bytes: [UInt8], _ start: Int, _ count: Int, littleEndian: Bool = false
  ) -> Int {
    guard start >= 0, start + count <= bytes.count else { return 0 }
    let part = bytes[start..<(start + count)]
    return littleEndian
      ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
  }

  /// The EXIF orientation in an APP1 segment that begins at `start`, 1 where it has none.
  private static func orientation(_ bytes: [UInt8], _ start: Int) -> Int {
    guard start + 16 <= bytes.count, bytes[start..<(start + 4)].elementsEqual("Exif".utf8) else {
      return 1
    }
    let base = start + 6
    let isLittle = bytes[base] == 0x49
    let directory = base + number(bytes, base + 4, 4, littleEndian: isLittle)
    for entry in 0..<number(bytes, directory, 2, littleEndian: isLittle) {
      let place = directory + 2 + 12 * entry
      guard number(bytes, place, 2, littleEndian: isLittle) == 0x0112 else { continue }
      return number(bytes, place + 8, 2, littleEndian: isLittle)
    }
    return 1
  }
}
