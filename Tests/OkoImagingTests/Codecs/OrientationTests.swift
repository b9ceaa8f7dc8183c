import OkoImaging
import Testing

@Suite("Pictures are turned upright by their EXIF orientation")
struct OrientationTests {
  /// The upright picture: 0 1 2 over 3 4 5, in steps that JPEG keeps apart.
  static let upright = [0, 1, 2, 3, 4, 5]
  /// How each orientation stores it (width, height, cells row by row), from the standard's table.
  static let stored: [(Int, Int, Int, [Int])] = [
    (1, 3, 2, [0, 1, 2, 3, 4, 5]), (2, 3, 2, [2, 1, 0, 5, 4, 3]),
    (3, 3, 2, [5, 4, 3, 2, 1, 0]), (4, 3, 2, [3, 4, 5, 0, 1, 2]),
    (5, 2, 3, [0, 3, 1, 4, 2, 5]), (6, 2, 3, [2, 5, 1, 4, 0, 3]),
    (7, 2, 3, [5, 2, 4, 1, 3, 0]), (8, 2, 3, [3, 0, 4, 1, 5, 2]),
  ]

  static func exif(_ orientation: Int, littleEndian: Bool) -> [UInt8] {
    let value = UInt8(orientation)
    return littleEndian
      ? [
        0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0,
      ]
      : [
        0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0,
      ]
  }

  static func jpeg(_ image: Image, exif: [UInt8]) throws -> [UInt8] {
    let bytes = try JPEGEncoder.encode(image, quality: 95)
    let length = exif.count + 8
    let segment = [0xff, 0xe1, UInt8(length >> 8), UInt8(length & 255)] + Array("Exif\0\0".utf8)
    return Array(bytes[0..<2]) + segment + exif + Array(bytes[2...])
  }

  static func png(_ image: Image, exif: [UInt8]) throws -> [UInt8] {
    var chunks = PNGChunks.split(try PNGEncoder.encode(image))
    chunks.insert(.init(type: "eXIf", data: exif), at: 1)
    return PNGChunks.join(chunks)
  }

  @Test("PNG, 8 and 16 bits, every number of channels", arguments: stored)
  func png(orientation: Int, width: Int, height: Int, cells: [Int]) throws {
    for littleEndian in [true, false] {
      let exif = Self.exif(orientation, littleEndian: littleEndian)
      for channels in [Image.Channels.gray, .grayAlpha, .rgb, .rgba] {
        func samples(_ cells: [Int]) -> [UInt8] {
          cells.flatMap { cell in (0..<channels.rawValue).map { UInt8(cell * 40 + $0) } }
        }
        let image = Image(
          width: width, height: height, channels: channels, samples: samples(cells))
        let decoded = try ImageDecoder.decode(Self.png(image, exif: exif))
        #expect(decoded.image.samples == .uint8(samples(Self.upright)))
        #expect(decoded.image.size == Size(width: 3, height: 2))
        #expect(decoded.originalSize == Size(width: 3, height: 2))
        #expect(decoded.orientation == orientation)

        let deep = Image(
          width: width, height: height, channels: channels,
          samples: samples(cells).map { UInt16($0) * 250 + 3 })
        let decodedDeep = try ImageDecoder.decode(Self.png(deep, exif: exif))
        #expect(
          decodedDeep.image.samples
            == .uint16(samples(Self.upright).map { UInt16($0) * 250 + 3 }))
      }
    }
  }

  @Test("JPEG, and the stored picture where it is asked for", arguments: stored)
  func jpeg(orientation: Int, width: Int, height: Int, cells: [Int]) throws {
    // Each cell is a block of 16 × 16 pixels, so that the codec keeps it even.
    let side = 16
    var samples: [UInt8] = []
    for y in 0..<(height * side) {
      for x in 0..<(width * side) {
        samples.append(UInt8(cells[y / side * width + x / side] * 40 + 20))
      }
    }
    let image = Image(
      width: width * side, height: height * side, channels: .gray, samples: samples)
    let bytes = try Self.jpeg(image, exif: Self.exif(orientation, littleEndian: false))
    let decoded = try ImageDecoder.decode(bytes)
    #expect(decoded.image.size == Size(width: 3 * side, height: 2 * side))
    #expect(decoded.orientation == orientation)
    guard case .uint8(let pixels) = decoded.image.samples else { return }
    for (cell, value) in Self.upright.enumerated() {
      let (x, y) = (cell % 3 * side + side / 2, cell / 3 * side + side / 2)
      #expect(abs(Int(pixels[y * 3 * side + x]) - (value * 40 + 20)) < 8)
    }

    var options = DecodeOptions()
    options.appliesOrientation = false
    let asStored = try ImageDecoder.decode(bytes, options: options)
    #expect(asStored.image.size == image.size)
    #expect(asStored.originalSize == image.size)
    #expect(asStored.orientation == orientation)

    options = DecodeOptions()
    options.targetSize = Size(width: 24, height: 16)
    let half = try ImageDecoder.decode(bytes, options: options)
    #expect(half.image.size == Size(width: 24, height: 16))
    #expect(half.originalSize == Size(width: 48, height: 32))
  }

  @Test("A damaged EXIF block leaves the picture as it is")
  func damagedExif() throws {
    let image = TestPictures.noise(Size(width: 3, height: 2), .rgb, depth: 8)
    let good = Self.exif(6, littleEndian: true)
    var broken = (0..<good.count - 4).map { Array(good[0..<$0]) }
    for index in 0..<18 { broken.append(good.enumerated().map { $0 == index ? 0xff : $1 }) }
    broken.append(Self.exif(9, littleEndian: true))
    broken.append(Self.exif(0, littleEndian: false))
    for exif in broken where exif.count != 22 {
      let decoded = try ImageDecoder.decode(
        Self.jpeg(TestPictures.gradient(image.size, .rgb), exif: exif))
      #expect((1...8).contains(decoded.orientation))
      if exif.count < good.count - 4 { #expect(decoded.orientation == 1) }
    }
  }
}
