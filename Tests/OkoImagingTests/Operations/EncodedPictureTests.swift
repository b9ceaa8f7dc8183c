import OkoImaging
import Testing

@Suite("Pictures that are decoded when it is known how large")
struct EncodedPictureTests {
  /// The whole picture at the scale that covers the content, and every step after it by itself.
  private func reference(_ bytes: [UInt8], _ canvas: Size) throws -> Image {
    var options = DecodeOptions()
    options.depth = .eight
    let size = try ImageDecoder.size(bytes)
    let letterbox = Letterbox(original: size, canvas: canvas)
    options.targetSize = letterbox.content
    let decoded = try ImageDecoder.decode(bytes, options: options).image
    return decoded.converted(to: .rgb, background: 114).resized(to: letterbox.content)
      .letterboxed(to: canvas).0
  }

  private func numbers(_ bytes: [UInt8], _ canvas: Size) throws -> (
    values: [Float], warnings: [String]
  ) {
    let picture = try EncodedPicture(bytes)
    let letterbox = Letterbox(original: picture.size, canvas: canvas)
    var values = [Float](repeating: -1, count: 3 * canvas.width * canvas.height)
    let warnings = try values.withUnsafeMutableBufferPointer { buffer in
      try picture.write(letterbox, to: #require(buffer.baseAddress))
    }
    return (values, warnings)
  }

  /// A JPEG with an EXIF block that says how to turn it.
  private func turned(_ bytes: [UInt8], _ orientation: UInt8) -> [UInt8] {
    let exif: [UInt8] =
      [0xff, 0xe1, 0, 34] + Array("Exif\0\0".utf8)
      + [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
      + [0, 0, 0, 0]
    return Array(bytes[0..<2]) + exif + Array(bytes[2...])
  }

  static let canvases = [
    Size(width: 16, height: 16), Size(width: 40, height: 24), Size(width: 96, height: 64),
    Size(width: 200, height: 33),
  ]

  @Test("One pass gives what decoding, resizing, padding and dividing give", arguments: canvases)
  func onePass(canvas: Size) throws {
    for channels in [Image.Channels.gray, .rgb] {
      let image = TestPictures.noise(Size(width: 101, height: 67), channels, depth: 8)
      for bytes in [
        try JPEGEncoder.encode(image, quality: 80), try JPEGEncoder.encode(image, quality: 95),
        try PNGEncoder.encode(image),
      ] {
        let expected = try reference(bytes, canvas)
        #expect(try ImageDecoder.letterboxed(bytes, to: canvas).image == expected)
        guard case .uint8(let samples) = expected.samples else { return }
        #expect(try numbers(bytes, canvas).values == samples.map { Float($0) / 255 })
      }
    }
  }

  @Test("Turned pictures are turned when they are small", arguments: 1...8)
  func orientations(orientation: Int) throws {
    let image = TestPictures.noise(Size(width: 90, height: 47), .rgb, depth: 8)
    let bytes = turned(try JPEGEncoder.encode(image, quality: 90), UInt8(orientation))
    let canvas = Size(width: 32, height: 40)
    let expected = try reference(bytes, canvas)
    let fitted = try ImageDecoder.letterboxed(bytes, to: canvas).image
    // Sums in another order may round to the neighbour.
    #expect(TestPictures.largestDifference(fitted, expected) <= 1)
    guard case .uint8(let samples) = fitted.samples else { return }
    #expect(try numbers(bytes, canvas).values == samples.map { Float($0) / 255 })
  }

  @Test("A JPEG that ends too early warns, and gives what there is of it")
  func truncated() throws {
    let image = TestPictures.noise(Size(width: 120, height: 90), .rgb, depth: 8)
    let bytes = try JPEGEncoder.encode(image, quality: 90)
    let half = Array(bytes[0..<(bytes.count / 2)])
    let canvas = Size(width: 32, height: 32)
    let (values, warnings) = try numbers(half, canvas)
    #expect(!warnings.isEmpty)
    #expect(warnings == (try ImageDecoder.decode(half).warnings))
    let whole = try numbers(bytes, canvas).values
    #expect(values.allSatisfy { (0...1).contains($0) })
    #expect(values != whole)
    // The upper quarter of the content, which lies between 4 and 28.
    #expect(values[..<(3 * 32 * 9)] == whole[..<(3 * 32 * 9)])
    var options = DecodeOptions()
    options.strict = true
    #expect(throws: ImageError.self) {
      try ImageDecoder.letterboxed(half, to: canvas, options: options)
    }
  }

  @Test(
    "The corpus fails or decodes as it does whole",
    .enabled(if: CorpusIndex.folder != nil, "the folder ../shared/corpus is absent"))
  func corpus() throws {
    let canvas = Size(width: 64, height: 48)
    var options = DecodeOptions()
    options.limits.maximumPixels = 4_000_000
    var count = 0
    for entry in try CorpusIndex.entries(["jpeg"], ["ok", "warn", "error"]) {
      let bytes = try entry.bytes()
      let whole = Result { try ImageDecoder.decode(bytes, options: options) }
      let fitted = Result { try ImageDecoder.letterboxed(bytes, to: canvas, options: options) }
      switch (whole, fitted) {
      case (.success(let whole), .success(let fitted)):
        #expect(whole.warnings.isEmpty == fitted.warnings.isEmpty, "\(entry.file)")
        #expect(fitted.letterbox.original == whole.originalSize, "\(entry.file)")
      case (.failure, .failure): break
      default: Issue.record("\(entry.file): \(whole) whole, \(fitted) fitted")
      }
      count += 1
    }
    #expect(count > 100)
  }
}
