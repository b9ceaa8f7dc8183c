import OkoImaging
import Testing

@Suite("Pictures survive encoding and decoding")
struct RoundTripTests {
  static let channels: [Image.Channels] = [.gray, .grayAlpha, .rgb, .rgba]
  static let sizes = [Size(width: 1, height: 1), Size(width: 17, height: 5)]

  @Test("PNG keeps every sample", arguments: channels, sizes)
  func png(channels: Image.Channels, size: Size) throws {
    for image in [
      TestPictures.noise(size, channels, depth: 8), TestPictures.noise(size, channels, depth: 16),
    ] {
      let bytes = try PNGEncoder.encode(image)
      let decoded = try ImageDecoder.decode(bytes)
      #expect(decoded.image == image)
      #expect(decoded.format == .png)
      #expect(decoded.originalSize == size)
      #expect(decoded.orientation == 1)
      #expect(decoded.warnings.isEmpty)
      #expect(try PNGEncoder.encode(image) == bytes)
    }
  }

  @Test("Sixteen bits become eight by rounding")
  func eightBits() throws {
    let samples: [UInt16] = [0, 128, 129, 255, 256, 257, 32767, 65535]
    let image = Image(width: 8, height: 1, channels: .gray, samples: samples)
    var options = DecodeOptions()
    options.depth = .eight
    let decoded = try ImageDecoder.decode(PNGEncoder.encode(image), options: options)
    let expected = samples.map { UInt8((Double($0) / 257).rounded()) }
    #expect(decoded.image.samples == .uint8(expected))
  }

  @Test("A palette colours class numbers")
  func palette() throws {
    let palette = (0..<768).map { UInt8(($0 * 7) & 255) }
    let classes = Image(width: 3, height: 1, channels: .gray, samples: [0, 1, 255] as [UInt8])
    let decoded = try ImageDecoder.decode(PNGEncoder.encode(classes, palette: palette))
    #expect(decoded.image.channels == .rgb)
    #expect(
      decoded.image.samples
        == .uint8(Array(palette[0..<3] + palette[3..<6] + palette[765..<768])))
  }

  @Test("Text for provenance is written, in Latin and in Cyrillic")
  func text() throws {
    let image = Image(width: 1, height: 1, channels: .gray, filledWith: [7])
    let bytes = try PNGEncoder.encode(
      image, text: [PNGText("Software", "oko"), PNGText("Title", "око")])
    let chunks = PNGChunks.split(bytes)
    #expect(chunks.map(\.type) == ["IHDR", "tEXt", "iTXt", "IDAT", "IEND"])
    #expect(chunks[1].data == Array("Software\0oko".utf8))
    #expect(chunks[2].data == Array("Title\0\0\0\0\0око".utf8))
    #expect(try ImageDecoder.decode(bytes).image == image)
  }

  @Test("JPEG stays close at high quality", arguments: [Image.Channels.gray, .rgb], [75, 90, 100])
  func jpeg(channels: Image.Channels, quality: Int) throws {
    let image = TestPictures.gradient(Size(width: 61, height: 37), channels)
    let decoded = try ImageDecoder.decode(JPEGEncoder.encode(image, quality: quality))
    #expect(decoded.format == .jpeg)
    #expect(decoded.image.channels == channels)
    #expect(decoded.image.size == image.size)
    #expect(TestPictures.largestDifference(decoded.image, image) <= (quality >= 90 ? 8 : 24))
  }

  @Test("A JPEG is decoded at the smallest scale that covers the target")
  func scaled() throws {
    let image = TestPictures.gradient(Size(width: 100, height: 60), .rgb)
    let bytes = try JPEGEncoder.encode(image)
    var options = DecodeOptions()
    for (target, expected) in [
      (Size(width: 10, height: 5), Size(width: 13, height: 8)),
      (Size(width: 25, height: 15), Size(width: 25, height: 15)),
      (Size(width: 26, height: 15), Size(width: 38, height: 23)),
      (Size(width: 25, height: 60), Size(width: 100, height: 60)),
      (Size(width: 999, height: 1), Size(width: 100, height: 60)),
    ] {
      options.targetSize = target
      let decoded = try ImageDecoder.decode(bytes, options: options)
      #expect(decoded.image.size == expected)
      #expect(decoded.originalSize == image.size)
    }
  }

  @Test("What a format cannot hold is refused with a reason")
  func refusals() throws {
    let gray = Image(width: 1, height: 1, channels: .gray, filledWith: [7])
    let deep = Image(width: 1, height: 1, channels: .rgb, samples: [1, 2, 3] as [UInt16])
    let alpha = Image(width: 1, height: 1, channels: .rgba, filledWith: [1, 2, 3, 4])
    let attempts: [() throws -> [UInt8]] = [
      { try JPEGEncoder.encode(deep) }, { try JPEGEncoder.encode(alpha) },
      { try JPEGEncoder.encode(gray, quality: 0) },
      { try PNGEncoder.encode(gray, compression: 10) },
      { try PNGEncoder.encode(gray, palette: [1, 2, 3]) },
      { try PNGEncoder.encode(deep, palette: Array(repeating: 0, count: 768)) },
      { try PNGEncoder.encode(gray, text: [PNGText("", "x")]) },
      { try PNGEncoder.encode(gray, text: [PNGText("Название", "x")]) },
      { try PNGEncoder.encode(gray, text: [PNGText("Title", "a\0b")]) },
    ]
    for attempt in attempts {
      let error = #expect(throws: ImageError.self) { try attempt() }
      #expect(error?.code == .cannotEncode)
    }
  }
}
