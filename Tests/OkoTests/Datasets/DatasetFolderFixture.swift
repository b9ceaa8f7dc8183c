import Foundation

/// A temporary folder that a test fills with the files of a dataset; gone with its last reference.
final class DatasetFolderFixture: Sendable {
  let path: String

  init() throws {
    let name = "oko-dataset-\(UInt64.random(in: 0...(.max)))"
    path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes `bytes` to the file at `relative`, with the folders that it needs.
  func write(_ bytes: [UInt8], to relative: String) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(relative)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func write(_ text: String, to relative: String) throws {
    try write(Array(text.utf8), to: relative)
  }

  /// Writes a valid gray PNG of one shade, whose rows are stored without compression.
  func writePicture(_ relative: String, width: Int = 640, height: Int = 480, shade: UInt8 = 128)
    throws
  {
    try write(Self.png(width: width, height: height, shade: shade), to: relative)
  }

  static func png(width: Int, height: Int, shade: UInt8) -> [UInt8] {
    var pixels: [UInt8] = []
    for row in 0..<height {
      pixels.append(0)
      pixels += (0..<width).map { shade &+ UInt8(truncatingIfNeeded: ($0 ^ row) & 7) }
    }
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    while start < pixels.count {
      let count = min(65535, pixels.count - start)
      let isLast: UInt8 = start + count == pixels.count ? 1 : 0
      let (low, high) = (UInt8(count & 255), UInt8(count >> 8))
      stream += [isLast, low, high, ~low, ~high]
      stream += pixels[start..<(start + count)]
      start += count
    }
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in pixels {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    stream += bigEndian(b << 16 | a)
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 0, 0, 0, 0])
    file += chunk("IDAT", stream)
    return file + chunk("IEND", [])
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in body {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return bigEndian(UInt32(content.count)) + body + bigEndian(~crc)
  }
}
