import OkoImaging
import Testing

@Suite("Cropping, padding and turning")
struct CroppingTests {
  /// Rows 0 1 2, 3 4 5.
  static let picture = Image(
    width: 3, height: 2, channels: .gray, samples: [0, 1, 2, 3, 4, 5] as [UInt8])

  @Test("A crop takes whole pixels")
  func crop() {
    #expect(Self.picture.cropped(x: 1, y: 0, width: 2, height: 2).samples == .uint8([1, 2, 4, 5]))
    #expect(Self.picture.cropped(x: 0, y: 0, width: 3, height: 2) == Self.picture)
  }

  @Test(
    "A crop by a box stays in the picture",
    arguments: [
      (Box(x: 0.6, y: 0.4, width: 1, height: 1), [1]),
      (Box(x: -9, y: -9, width: 99, height: 99), [0, 1, 2, 3, 4, 5]),
      (Box(x: 50, y: 50, width: 1, height: 1), [5]),
      (Box(x: -50, y: -50, width: 1, height: 1), [0]),
      (Box(x: 1, y: 1, width: 0, height: 0), [4]),
      (Box(x: 2, y: 1, width: -1, height: -5), [5]),
      (Box(x: .nan, y: 0, width: 1, height: 1), [0]),
      (Box(x: -.infinity, y: 0, width: .infinity, height: 1), [0]),
      (Box(x: 0, y: 1, width: 1e300, height: 1e300), [3, 4, 5]),
    ])
  func cropByBox(box: Box, expected: [UInt8]) {
    #expect(Self.picture.cropped(to: box).samples == .uint8(expected))
  }

  @Test("A crop outside the picture is the programmer's mistake")
  func outside() async {
    await #expect(processExitsWith: .failure) {
      _ = CroppingTests.picture.cropped(x: 1, y: 0, width: 3, height: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = CroppingTests.picture.cropped(x: 0, y: 0, width: .max, height: 1)
    }
  }

  @Test("Padding surrounds the picture, and cropping takes it away")
  func pad() {
    let padded = Self.picture.padded(top: 1, left: 2, bottom: 0, right: 1, fill: 9)
    #expect(
      padded.samples
        == .uint8([9, 9, 9, 9, 9, 9, 9, 9, 0, 1, 2, 9, 9, 9, 3, 4, 5, 9]))
    #expect(padded.cropped(x: 2, y: 1, width: 3, height: 2) == Self.picture)
  }

  @Test("Padding is opaque and follows channels and depth")
  func padKinds() {
    let fill = Image.Color(red: 1, green: 2, blue: 3)
    let colour = Image(width: 1, height: 1, channels: .rgba, filledWith: [7, 7, 7, 7])
    #expect(colour.padded(right: 1, fill: fill).samples == .uint8([7, 7, 7, 7, 1, 2, 3, 255]))
    let deep = Image(width: 1, height: 1, channels: .rgb, samples: [7, 7, 7] as [UInt16])
    #expect(deep.padded(left: 1, fill: fill).samples == .uint16([257, 514, 771, 7, 7, 7]))
  }

  @Test("Flips and turns put each pixel where it belongs")
  func turns() {
    #expect(Self.picture.flippedHorizontally().samples == .uint8([2, 1, 0, 5, 4, 3]))
    #expect(Self.picture.flippedVertically().samples == .uint8([3, 4, 5, 0, 1, 2]))
    let right = Self.picture.rotatedClockwise()
    #expect(right.size == Size(width: 2, height: 3))
    #expect(right.samples == .uint8([3, 0, 4, 1, 5, 2]))
    #expect(Self.picture.rotatedClockwise(quarters: 2).samples == .uint8([5, 4, 3, 2, 1, 0]))
    #expect(Self.picture.rotatedClockwise(quarters: -1).samples == .uint8([2, 5, 1, 4, 0, 3]))
    #expect(Self.picture.rotatedClockwise(quarters: 5) == right)
  }

  @Test("Twice flipped and four times turned is the same", arguments: [8, 16])
  func involutions(depth: Int) {
    let image = TestPictures.noise(Size(width: 5, height: 3), .grayAlpha, depth: depth)
    #expect(image.flippedHorizontally().flippedHorizontally() == image)
    #expect(image.flippedVertically().flippedVertically() == image)
    let turned = image.rotatedClockwise().rotatedClockwise(quarters: 2)
    #expect(turned.rotatedClockwise() == image)
    #expect(turned == image.rotatedClockwise(quarters: -1))
  }
}
