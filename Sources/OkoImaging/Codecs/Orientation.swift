import COkoCodecs

/// The EXIF orientation: how the stored picture must be turned or mirrored to stand upright, 1 to 8.
enum Orientation {
  /// The orientation in an EXIF block that begins with its TIFF header; 1 where it has none.
  ///
  /// Only the first directory is looked at, every offset is checked, and a value outside 1 to 8 is 1.
  static func parse(exif bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard bytes.count >= 8 else { return 1 }
    let littleEndian: Bool
    switch (bytes[0], bytes[1]) {
    case (0x49, 0x49): littleEndian = true
    case (0x4d, 0x4d): littleEndian = false
    default: return 1
    }
    func short(_ offset: Int) -> Int {
      let (first, second) = (Int(bytes[offset]), Int(bytes[offset + 1]))
      return littleEndian ? second << 8 | first : first << 8 | second
    }
    func long(_ offset: Int) -> Int {
      littleEndian
        ? short(offset + 2) << 16 | short(offset) : short(offset) << 16 | short(offset + 2)
    }

    guard short(2) == 42 else { return 1 }
    let directory = long(4)
    guard directory >= 8, directory <= bytes.count - 2 else { return 1 }
    let stored = (bytes.count - directory - 2) / 12
    for index in 0..<min(short(directory), stored) {
      let entry = directory + 2 + 12 * index
      guard short(entry) == orientationTag else { continue }
      guard short(entry + 2) == shortType, long(entry + 4) == 1 else { return 1 }
      let value = short(entry + 8)
      return (1...8).contains(value) ? value : 1
    }
    return 1
  }

  /// Whether `orientation` lays the picture on its side.
  static func swapsSides(_ orientation: Int) -> Bool { orientation >= 5 }

  /// `size` as it is after (or, the swap being its own inverse, before) turning.
  static func turned(_ size: Size, by orientation: Int) -> Size {
    swapsSides(orientation) ? Size(width: size.height, height: size.width) : size
  }

  /// The stored picture `image`, turned upright.
  static func upright(_ image: Image, from orientation: Int) -> Image {
    guard (2...8).contains(orientation) else { return image }
    let size = turned(image.size, by: orientation)
    switch image.samples {
    case .uint8(let samples):
      return Image(
        width: size.width, height: size.height, channels: image.channels,
        samples: turned(samples, of: image, by: orientation))
    case .uint16(let samples):
      return Image(
        width: size.width, height: size.height, channels: image.channels,
        samples: turned(samples, of: image, by: orientation))
    }
  }

  private static func turned<Sample: FixedWidthInteger>(
    _ samples: [Sample], of image: Image, by orientation: Int
  ) -> [Sample] {
    let pixelBytes = image.channels.rawValue * MemoryLayout<Sample>.stride
    return [Sample](unsafeUninitializedCapacity: samples.count) { target, count in
      samples.withUnsafeBytes { source in
        oko_orient(
          source.bindMemory(to: UInt8.self).baseAddress,
          UnsafeMutableRawBufferPointer(target).bindMemory(to: UInt8.self).baseAddress,
          Int32(image.width), Int32(image.height), Int32(pixelBytes), Int32(orientation))
      }
      count = samples.count
    }
  }

  private static let orientationTag = 0x0112
  private static let shortType = 3
}
