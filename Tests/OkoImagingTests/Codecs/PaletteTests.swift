import Foundation
import OkoImaging
import Testing

@Suite struct PaletteTests {
  /// 5×2 pixels of 2 bits, two of the four colours the same, the first transparent; made with Python's zlib.
  private static let twoBits =
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAACAgMAAADtBP7OAAAADFBMVEUJCQn/AAAJCQkAAP8cQoe9AAAAAXRSTlMA"
    + "QObYZgAAAA5JREFUeJxjkGZgeOIAAAKVAUALFNHhAAAAAElFTkSuQmCC"

  private var indices: DecodeOptions {
    var options = DecodeOptions()
    options.keepsPaletteIndices = true
    return options
  }

  @Test func indicesOfFewBitsAreUnpackedAndColoursStayTheDefault() throws {
    let bytes = [UInt8](try #require(Data(base64Encoded: Self.twoBits)))
    let decoded = try ImageDecoder.decode(bytes, options: indices)
    #expect(decoded.isIndexed)
    #expect(decoded.image.channels == .gray)
    #expect(decoded.image.samples == .uint8([0, 1, 2, 3, 0, 3, 2, 1, 0, 1]))
    let colors = try ImageDecoder.decode(bytes)
    #expect(!colors.isIndexed)
    #expect(colors.image.channels == .rgba)
  }

  @Test func aPaletteOfAllColoursGivesItsIndicesBack() throws {
    let samples = (0..<256).map { UInt8($0) }
    let image = Image(width: 16, height: 16, channels: .gray, samples: samples)
    let palette = (0..<768).map { UInt8(truncatingIfNeeded: $0 * 89 + 7) }
    let bytes = try PNGEncoder.encode(image, palette: palette)
    #expect(try ImageDecoder.decode(bytes, options: indices).image == image)
    guard case .uint8(let colors) = try ImageDecoder.decode(bytes).image.samples else {
      Issue.record("8 bits expected")
      return
    }
    #expect(colors == palette)
  }

  @Test func otherPicturesAreAsEver() throws {
    let gray = Image(width: 2, height: 1, channels: .gray, samples: [UInt16(7), 65_000])
    let color = Image(width: 1, height: 1, channels: .rgb, samples: [UInt8(1), 2, 3])
    for image in [gray, color] {
      let decoded = try ImageDecoder.decode(PNGEncoder.encode(image), options: indices)
      #expect(!decoded.isIndexed)
      #expect(decoded.image == image)
    }
    var eight = indices
    eight.depth = .eight
    let rounded = try ImageDecoder.decode(PNGEncoder.encode(gray), options: eight).image
    #expect(rounded.samples == .uint8([0, 253]))
  }
}
