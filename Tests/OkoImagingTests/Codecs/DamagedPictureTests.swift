import Foundation
import OkoImaging
import Testing

@Suite("Damaged, foreign and hostile files give a typed error")
struct DamagedPictureTests {
  static let picture = TestPictures.gradient(Size(width: 40, height: 30), .rgb)

  func failure(_ bytes: [UInt8], _ options: DecodeOptions = DecodeOptions()) -> ImageError? {
    do {
      _ = try ImageDecoder.decode(bytes, options: options)
      return nil
    } catch {
      return error
    }
  }

  @Test("A PNG cut anywhere is damaged, and the error says where")
  func cutPNG() throws {
    let bytes = try PNGEncoder.encode(Self.picture)
    for count in 8..<bytes.count {
      let error = try #require(failure(Array(bytes[..<count])))
      #expect(error.code == .damaged)
      #expect((error.byteOffset ?? 0) <= count)
    }
  }

  @Test("A wrong checksum is an error in the pixels and a warning beside them")
  func wrongChecksum() throws {
    let plain = try PNGEncoder.encode(Self.picture, text: [PNGText("Title", "x")])
    var bytes = plain
    bytes[bytes.count - 13] ^= 1
    #expect(failure(bytes)?.code == .damaged)

    var chunks = PNGChunks.split(plain)
    chunks.insert(.init(type: "gAMA", data: [0, 0, 0xb1, 0x8f]), at: 1)
    bytes = PNGChunks.join(chunks)
    bytes[33 + 12] ^= 1
    #expect(try ImageDecoder.decode(bytes).warnings == ["gAMA: CRC error"])
    var strict = DecodeOptions()
    strict.strict = true
    #expect(failure(bytes, strict)?.code == .damaged)
  }

  @Test("A JPEG cut in its pixels is decoded with a warning, and refused when strict")
  func cutJPEG() throws {
    let bytes = try JPEGEncoder.encode(
      TestPictures.noise(Size(width: 64, height: 64), .rgb, depth: 8))
    let cut = Array(bytes[..<(bytes.count * 3 / 4)])
    let decoded = try ImageDecoder.decode(cut)
    #expect(decoded.image.size == Size(width: 64, height: 64))
    #expect(decoded.warnings.first?.contains("Premature end") == true)
    var strict = DecodeOptions()
    strict.strict = true
    let error = try #require(failure(cut, strict))
    #expect(error.code == .damaged)
    #expect(error.byteOffset == cut.count)
    for count in 2..<200 {
      #expect(failure(Array(bytes[..<count]))?.code == .damaged)
    }
  }

  @Test("Random bytes behind a signature never crash")
  func randomBytes() throws {
    let sources = [
      try PNGEncoder.encode(Self.picture), try JPEGEncoder.encode(Self.picture),
    ]
    var state: UInt64 = 99
    for source in sources {
      for _ in 0..<500 {
        var bytes = source
        for _ in 0..<4 {
          state = state &* 6_364_136_223_846_793_005 &+ 1
          let place = 8 + Int(state >> 33) % (bytes.count - 8)
          bytes[place] = UInt8(truncatingIfNeeded: state >> 20)
        }
        _ = failure(bytes)
      }
    }
  }

  @Test(
    "A header that promises too much is refused before any pixel",
    arguments: [(65_501, 1), (1, 65_501), (65_500, 65_500), (10_001, 10_000), (0x7fff_ffff, 1)])
  func hostileSizes(width: Int, height: Int) throws {
    var chunks = PNGChunks.split(try PNGEncoder.encode(Self.picture))
    chunks[0].data.replaceSubrange(
      0..<8, with: PNGChunks.bigEndian(UInt32(width)) + PNGChunks.bigEndian(UInt32(height)))
    #expect(failure(PNGChunks.join(chunks))?.code == .tooLarge)

    guard width < 65_536, height < 65_536 else { return }
    var bytes = try JPEGEncoder.encode(Self.picture)
    let frame = try #require(bytes.indices.first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc0 })
    bytes.replaceSubrange(
      (frame + 5)..<(frame + 9),
      with: [height >> 8, height & 255, width >> 8, width & 255].map(UInt8.init))
    #expect(failure(bytes)?.code == .tooLarge)
  }

  @Test("A short PNG that promises many pixels within the limits is damaged")
  func emptyPromise() throws {
    var chunks = PNGChunks.split(try PNGEncoder.encode(Self.picture))
    let side = PNGChunks.bigEndian(10_000)
    chunks[0].data.replaceSubrange(0..<8, with: side + side)
    #expect(failure(PNGChunks.join(chunks))?.code == .damaged)
  }

  @Test("Limits of the caller hold")
  func limits() throws {
    var options = DecodeOptions()
    options.limits.maximumPixels = 40 * 30
    for bytes in [try PNGEncoder.encode(Self.picture), try JPEGEncoder.encode(Self.picture)] {
      #expect(failure(bytes, options) == nil)
      var smaller = options
      smaller.limits.maximumPixels -= 1
      #expect(failure(bytes, smaller)?.code == .tooLarge)
      smaller = options
      smaller.limits.maximumMemory = 100
      #expect(failure(bytes, smaller)?.code == .tooLarge)
    }
  }

  @Test(
    "Other formats are named",
    arguments: [
      ("GIF89a....", ImageError.Code.unsupportedFormat, "GIF"),
      ("RIFF\u{1}\u{1}\u{1}\u{1}WEBPVP8 ", .unsupportedFormat, "WebP"),
      ("\0\0\0\u{18}ftypheic....", .unsupportedFormat, "HEIC"),
      ("\0\0\0\u{18}ftypavif....", .unsupportedFormat, "AVIF"),
      ("II*\0....", .unsupportedFormat, "TIFF"), ("MM\0*....", .unsupportedFormat, "TIFF"),
      ("BM............", .unsupportedFormat, "BMP"),
      ("\0\0\0\u{c}jP  \r\n", .unsupportedFormat, "JPEG 2000"),
      ("\0\0\0\u{c}JXL \r\n", .unsupportedFormat, "JPEG XL"),
      ("\n<!DOCTYPE html><html>", .notAnImage, "HTML"), ("<svg xmlns=''>", .notAnImage, "SVG"),
      ("<?xml version='1.0'?><svg/>", .notAnImage, "SVG"), ("<?xml?><a/>", .notAnImage, "XML"),
      ("%PDF-1.7", .notAnImage, "PDF"), ("PK\u{3}\u{4}", .notAnImage, "ZIP"),
      ("version https://git-lfs.github.com/spec/v1\n", .notAnImage, "Git LFS"),
      ("", .notAnImage, "empty"), ("\0\0\0\0\0\0\0\0\0", .notAnImage, "zeros"),
      ("hello", .notAnImage, "neither"),
    ])
  func foreignFormats(text: String, code: ImageError.Code, name: String) throws {
    let error = try #require(failure(Array(text.utf8)))
    #expect(error.code == code)
    #expect(error.message.contains(name))
  }

  @Test("An error names the file, the byte and the reason")
  func description() {
    let error = ImageError(.damaged, "bad", path: "photo.jpg", byteOffset: 1234)
    #expect(error.description == "photo.jpg: byte 1234: bad")
    #expect(ImageError(.damaged, "bad").description == "bad")
  }

  @Test("Files are read by signature, and what is no file is refused")
  func files() throws {
    let folder = NSTemporaryDirectory() + "oko-codecs-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/картинка.jpg"
    let image = TestPictures.noise(Size(width: 7, height: 3), .rgb, depth: 8)
    let exif = OrientationTests.exif(6, littleEndian: true)
    let bytes = try OrientationTests.png(image, exif: exif)
    #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
    #expect(try ImageDecoder.decode(path: path).image.size == Size(width: 3, height: 7))
    #expect(try ImageDecoder.size(path: path) == Size(width: 3, height: 7))

    for missing in [folder, folder + "/none.png"] {
      let error = #expect(throws: ImageError.self) { try ImageDecoder.decode(path: missing) }
      #expect(error?.code == .unreadable)
      #expect(error?.path == missing)
    }
  }

  @Test("The size is found behind a header longer than the first read")
  func longHeader() throws {
    let folder = NSTemporaryDirectory() + "oko-codecs-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let jpeg = try JPEGEncoder.encode(Self.picture)
    let comment: [UInt8] = [0xff, 0xfe, 0xff, 0xff] + Array(repeating: 65, count: 65_533)
    let long = jpeg[..<2] + (0..<5).flatMap { _ in comment } + jpeg[2...]
    let path = folder + "/long.jpg"
    #expect(FileManager.default.createFile(atPath: path, contents: Data(long)))
    #expect(try ImageDecoder.size(path: path) == Self.picture.size)
  }
}
