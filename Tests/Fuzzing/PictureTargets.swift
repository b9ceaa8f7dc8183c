import OkoImaging

extension FuzzTarget {
  /// PNG with wrong checksums now and then, mostly with those mended, so that mutations get past them.
  static let png = FuzzTarget(
    name: "png", seeds: { try PictureSeeds.png() },
    body: { bytes in
      PictureTrial(digest(bytes)).run(digest(bytes) % 8 == 0 ? bytes : PNGChecksums.mended(bytes))
    })

  /// JPEG as it comes.
  static let jpeg = FuzzTarget(
    name: "jpeg", seeds: { try PictureSeeds.jpeg() },
    body: { PictureTrial(digest($0)).run($0) })
}

/// One decoding, with options drawn from the input's digest.
struct PictureTrial {
  private let draw: UInt64
  private let options: DecodeOptions

  init(_ digest: UInt64) {
    draw = digest >> 8
    var options = DecodeOptions()
    options.limits.maximumPixels = 1 << 17
    options.limits.maximumMemory = 64 << 20
    options.limits.maximumScans = 20
    options.strict = draw % 16 == 0
    options.appliesOrientation = draw >> 4 & 7 != 0
    if draw >> 7 & 3 == 0 { options.targetSize = Size(width: 40, height: 30) }
    options.depth = draw >> 9 & 1 == 0 ? .preserved : .eight
    self.options = options
  }

  func run(_ bytes: [UInt8]) {
    if draw >> 10 & 3 == 0 {
      _ = try? ImageDecoder.rawSamples(bytes, bits: 16, limits: options.limits)
      return
    }
    do {
      let decoded = try ImageDecoder.decode(bytes, options: options)
      check(decoded)
    } catch {
      hold(!error.message.isEmpty, "no message")
      hold((0...bytes.count).contains(error.byteOffset ?? 0), "offset: \(error)")
      hold(error.code != .cannotEncode, "the caller's buffer did not fit: \(error)")
    }
  }

  private func check(_ decoded: DecodedImage) {
    let (image, whole) = (decoded.image, decoded.originalSize)
    hold(image.width <= whole.width && image.height <= whole.height, "larger than stored")
    hold(whole.width * whole.height <= options.limits.maximumPixels, "past the limit")
    hold(options.targetSize != nil || image.size == whole, "scaled without being asked")
    hold((1...8).contains(decoded.orientation), "orientation \(decoded.orientation)")
    hold(decoded.warnings.count <= options.limits.maximumWarnings + 1, "too many warnings")
    hold(!options.strict || decoded.warnings.isEmpty, "a warning passed though strict")
    guard draw >> 12 & 15 == 0, image.width * image.height <= 4096 else { return }
    let again = (try? PNGEncoder.encode(image)).flatMap { try? ImageDecoder.decode($0) }
    hold(again?.image == image, "the picture is another when written and read")
  }
}

/// The checksums of a PNG's chunks.
enum PNGChecksums {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
    }
  }

  /// `bytes` with the checksum of each chunk made right, as far as the chunks' lengths lead.
  static func mended(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    var start = 8
    while start + 12 <= result.count {
      let length = result[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard end + 4 <= result.count else { break }
      let crc = ~result[(start + 4)..<end].reduce(UInt32.max) {
        table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8
      }
      for place in 0..<4 {
        result[end + place] = UInt8(truncatingIfNeeded: crc >> UInt32(24 - 8 * place))
      }
      start = end + 4
    }
    return result
  }
}

/// Small pictures of every kind that the encoders write; other kinds come from a corpus.
enum PictureSeeds {
  static func png() throws -> [[UInt8]] {
    var seeds: [[UInt8]] = []
    for channels in [Image.Channels.gray, .grayAlpha, .rgb, .rgba] {
      seeds.append(try PNGEncoder.encode(picture(9, 7, channels)))
      let wide = (0..<(5 * 4 * channels.rawValue)).map { UInt16(truncatingIfNeeded: $0 * 2654) }
      seeds.append(
        try PNGEncoder.encode(Image(width: 5, height: 4, channels: channels, samples: wide)))
    }
    let palette = (0..<768).map { UInt8(truncatingIfNeeded: $0 * 7) }
    seeds.append(
      try PNGEncoder.encode(
        picture(16, 16, .gray),
        text: [PNGText("Title", "made"), PNGText("Comment", "сделано")],
        palette: palette))
    return seeds
  }

  static func jpeg() throws -> [[UInt8]] {
    try [Image.Channels.gray, .rgb].flatMap { channels in
      try [30, 95].map { try JPEGEncoder.encode(picture(40, 33, channels), quality: $0) }
    }
  }

  private static func picture(_ width: Int, _ height: Int, _ channels: Image.Channels) -> Image {
    let count = width * height * channels.rawValue
    let samples = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 / 3) }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}
