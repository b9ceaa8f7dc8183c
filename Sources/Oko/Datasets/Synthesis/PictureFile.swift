import OkoImaging

/// Pictures as PNG whose rows are stored without compression.
enum PictureFile {
  static func png(_ image: Image) -> [UInt8] {
    guard case .uint8(let samples) = image.samples else { return [] }
    let stride = image.width * image.channels.rawValue
    var stream: [UInt8] = [0x78, 0x01]
    var (a, b): (UInt32, UInt32) = (1, 0)
    var rows: [UInt8] = []
    rows.reserveCapacity(samples.count + image.height)
    for row in 0..<image.height {
      rows.append(0)
      rows += samples[(row * stride)..<((row + 1) * stride)]
    }
    for byte in rows {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    var start = 0
    while start < rows.count {
      let count = min(65535, rows.count - start)
      let (low, high) = (UInt8(count & 255), UInt8(count >> 8))
      stream += [start + count == rows.count ? 1 : 0, low, high, ~low, ~high]
      stream += rows[start..<(start + count)]
      start += count
    }
    stream += bigEndian(b << 16 | a)
    let colorType: UInt8 = [.gray: 0, .rgb: 2, .grayAlpha: 4, .rgba: 6][image.channels] ?? 2
    let header = bigEndian(UInt32(image.width)) + bigEndian(UInt32(image.height))
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header + [8, colorType, 0, 0, 0]) + chunk("IDAT", stream) + chunk("IEND", [])
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static let remainders: [UInt32] = (0..<256).map { value in
    (0..<8).reduce(UInt32(value)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    let crc = body.reduce(0xFFFF_FFFF as UInt32) { crc, byte in
      crc >> 8 ^ remainders[Int((crc ^ UInt32(byte)) & 255)]
    }
    return bigEndian(UInt32(content.count)) + body + bigEndian(~crc)
  }
}
