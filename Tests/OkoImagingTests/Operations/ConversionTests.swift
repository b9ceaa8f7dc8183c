import OkoImaging
import Testing

@Suite("Channels and depths")
struct ConversionTests {
  @Test("Colour becomes gray as in Pillow")
  func luma() {
    // Pillow 13.0: noise(4, 4, 3).convert("L"), the noise made as in ResizingTests.
    let expected: [UInt8] = [
      20, 188, 137, 87, 105, 122, 202, 128, 105, 49, 38, 136, 126, 184, 168, 174,
    ]
    let image = TestPictures.noise(Size(width: 4, height: 4), .rgb, depth: 8)
    #expect(image.converted(to: .gray).samples == .uint8(expected))
  }

  @Test("A gray of equal parts stays itself, in 8 and 16 bits")
  func grays() {
    let bytes = (0...255).map { UInt8($0) }
    let gray = Image(width: 256, height: 1, channels: .gray, samples: bytes)
    #expect(gray.converted(to: .rgb).converted(to: .gray) == gray)
    let words: [UInt16] = [0, 1, 32768, 65534, 65535]
    let deep = Image(width: 5, height: 1, channels: .gray, samples: words)
    #expect(deep.converted(to: .rgba).converted(to: .gray) == deep)
  }

  @Test("White is white at either depth")
  func depths() {
    let samples: [UInt8] = [0, 1, 128, 255]
    let image = Image(width: 4, height: 1, channels: .gray, samples: samples)
    let deep = image.converted(to: .gray, depth: .sixteen)
    #expect(deep.samples == .uint16([0, 257, 32896, 65535]))
    #expect(deep.depth == .sixteen)
    #expect(deep.converted(to: .gray, depth: .eight) == image)
    let between = Image(
      width: 4, height: 1, channels: .gray, samples: [128, 129, 65406, 65407] as [UInt16])
    #expect(between.converted(to: .gray, depth: .eight).samples == .uint8([0, 1, 254, 255]))
  }

  @Test("Alpha is dropped, kept, added, or composited on a background")
  func alpha() {
    let image = Image(
      width: 3, height: 1, channels: .rgba,
      samples: [255, 0, 10, 0, 255, 0, 10, 255, 200, 100, 0, 128] as [UInt8])
    #expect(image.converted(to: .rgb).samples == .uint8([255, 0, 10, 255, 0, 10, 200, 100, 0]))
    // 200 · 128/255 + 100 · 127/255 = 150.2, 100 and 49.8.
    #expect(
      image.converted(to: .rgb, background: 100).samples
        == .uint8([100, 100, 100, 255, 0, 10, 150, 100, 50]))
    let opaque = image.converted(to: .rgba, background: 100)
    #expect(opaque.converted(to: .rgb) == image.converted(to: .rgb, background: 100))
    #expect(opaque == opaque.converted(to: .rgb).converted(to: .rgba))
    let gray = Image(
      width: 2, height: 1, channels: .grayAlpha, samples: [50, 255, 50, 0] as [UInt8])
    #expect(gray.converted(to: .gray, background: .white).samples == .uint8([50, 255]))
    #expect(gray.converted(to: .rgba).samples == .uint8([50, 50, 50, 255, 50, 50, 50, 0]))
  }

  @Test("Compositing does not overflow at 16 bits")
  func deepAlpha() {
    let samples: [UInt16] = [65535, 65535, 65535, 65535, 65535, 0, 0, 32768]
    let image = Image(width: 2, height: 1, channels: .rgba, samples: samples)
    #expect(
      image.converted(to: .rgb, background: .white).samples
        == .uint16([65535, 65535, 65535, 65535, 32767, 32767]))
  }

  @Test("Nothing to convert gives the same picture")
  func identity() {
    for depth in [8, 16] {
      let image = TestPictures.noise(Size(width: 3, height: 3), .rgba, depth: depth)
      #expect(image.converted(to: .rgba) == image)
    }
  }
}
