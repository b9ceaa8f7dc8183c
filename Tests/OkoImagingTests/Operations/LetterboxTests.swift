import Foundation
import OkoImaging
import Testing

@Suite("Letterboxes")
struct LetterboxTests {
  @Test("A wide picture is padded above and below")
  func wide() {
    let image = Image(width: 8, height: 4, channels: .rgb, filledWith: [10, 20, 30])
    let (canvas, letterbox) = image.letterboxed(to: Size(width: 4, height: 4))
    let expected = Image(width: 4, height: 2, channels: .rgb, filledWith: [10, 20, 30])
      .padded(top: 1, bottom: 1, fill: 114)
    #expect(canvas == expected)
    #expect(letterbox.scale == 0.5)
    #expect(letterbox.offsetX == 0)
    #expect(letterbox.offsetY == 1)
    #expect(
      letterbox.toCanvas(Box(x: 2, y: 0, width: 4, height: 4))
        == Box(x: 1, y: 1, width: 2, height: 2))
    #expect(
      letterbox.toOriginal(Box(x: 0, y: 1, width: 4, height: 2))
        == Box(x: 0, y: 0, width: 8, height: 4))
  }

  static let shapes = [(1, 1), (1, 999), (1920, 1080), (333, 500), (65_500, 1), (3, 2)]

  @Test("Boxes come back to where they were", arguments: shapes)
  func roundTrip(width: Int, height: Int) {
    let original = Size(width: width, height: height)
    for canvas in [Size(width: 640, height: 640), Size(width: 320, height: 97)] {
      let letterbox = Letterbox(original: original, canvas: canvas)
      let whole = Box(x: 0, y: 0, width: Double(width), height: Double(height))
      let content = letterbox.toCanvas(whole)
      #expect(content.x == Double(letterbox.offsetX))
      #expect(content.y == Double(letterbox.offsetY))
      #expect(content.maxX <= Double(canvas.width))
      #expect(content.maxY <= Double(canvas.height))
      // One side fills the canvas.
      #expect(letterbox.content.width == canvas.width || letterbox.content.height == canvas.height)
      let boxes = [
        whole,
        Box(x: 0.3, y: 0.7, width: Double(width) / 3, height: Double(height) / 7),
      ]
      for box in boxes {
        let back = letterbox.toOriginal(letterbox.toCanvas(box))
        let tolerance = 1e-12 * Double(max(width, height, 640))
        #expect(abs(back.x - box.x) <= tolerance)
        #expect(abs(back.y - box.y) <= tolerance)
        #expect(abs(back.maxX - box.maxX) <= tolerance)
        #expect(abs(back.maxY - box.maxY) <= tolerance)
      }
    }
  }

  @Test("A mark lies on the canvas where its box says")
  func mark() throws {
    var image = Image(width: 301, height: 200, channels: .gray, filledWith: [0])
    image.withMutableBytes { bytes in
      for y in 50..<80 { for x in 100..<160 { bytes[y * 301 + x] = 255 } }
    }
    let (canvas, letterbox) = image.letterboxed(to: Size(width: 160, height: 160), fill: 0)
    let box = letterbox.toCanvas(Box(x: 100, y: 50, width: 60, height: 30))
    guard case .uint8(let samples) = canvas.samples else { return }
    let lit = samples.indices.filter { samples[$0] > 127 }
    let (columns, rows) = (lit.map { $0 % 160 }, lit.map { $0 / 160 })
    #expect(abs(Double(try #require(columns.min())) - box.x) <= 1)
    #expect(abs(Double(try #require(columns.max())) + 1 - box.maxX) <= 1)
    #expect(abs(Double(try #require(rows.min())) - box.y) <= 1)
    #expect(abs(Double(try #require(rows.max())) + 1 - box.maxY) <= 1)
  }

  @Test("A JPEG decoded small lies where the whole one would")
  func decodedSmall() throws {
    let image = TestPictures.gradient(Size(width: 100, height: 61), .rgb)
    let bytes = try JPEGEncoder.encode(image, quality: 100)
    let canvas = Size(width: 24, height: 40)
    let input = try ImageDecoder.letterboxed(bytes, to: canvas)
    let (expected, letterbox) = image.letterboxed(to: canvas)
    #expect(input.letterbox == letterbox)
    #expect(input.letterbox.original == image.size)
    #expect(input.image.size == canvas)
    #expect(input.format == .jpeg)
    #expect(TestPictures.largestDifference(input.image, expected) <= 6)
  }

  @Test("A file becomes 8-bit RGB whatever it holds")
  func kinds() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/\(UUID().uuidString).png"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let half: [UInt16] = [65535, 0, 65535, 0]
    let image = Image(width: 1, height: 2, channels: .grayAlpha, samples: half)
    try Data(PNGEncoder.encode(image)).write(to: URL(fileURLWithPath: path))
    let input = try ImageDecoder.letterboxed(path: path, to: Size(width: 3, height: 2), fill: 50)
    // Alpha 0 shows the fill.
    #expect(input.image == Image(width: 3, height: 2, channels: .rgb, filledWith: [50, 50, 50]))
    #expect(input.letterbox.offsetX == 1)
    #expect(throws: ImageError.self) {
      try ImageDecoder.letterboxed(path: path + "x", to: Size(width: 3, height: 2))
    }
  }

  @Test("The picture is turned upright before it is fitted")
  func orientation() throws {
    // A gradient to the right that EXIF turns clockwise: brightness then grows downwards.
    let stored = TestPictures.gradient(Size(width: 64, height: 32), .gray)
    let bytes = try JPEGEncoder.encode(stored, quality: 100)
    let exif: [UInt8] =
      [0xff, 0xe1, 0, 34] + Array("Exif\0\0".utf8)
      + [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
    let turned = Array(bytes[0..<2]) + exif + Array(bytes[2...])
    let canvas = Size(width: 16, height: 16)
    let input = try ImageDecoder.letterboxed(turned, to: canvas)
    #expect(input.letterbox.original == Size(width: 32, height: 64))
    let expected = stored.rotatedClockwise().converted(to: .rgb).letterboxed(to: canvas).0
    #expect(TestPictures.largestDifference(input.image, expected) <= 6)
  }
}
