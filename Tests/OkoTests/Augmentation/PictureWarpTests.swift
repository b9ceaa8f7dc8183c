import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct PictureWarpTests {
  private static func noise(_ width: Int, _ height: Int) -> Image {
    var random = RandomSource(seed: 3)
    return Image(
      width: width, height: height, channels: .rgb,
      samples: (0..<(width * height * 3)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
  }

  /// A smooth picture with a different slope in each channel.
  private static func slopes(_ width: Int, _ height: Int) -> Image {
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        samples += [x * 2, y * 2, x + y].map { UInt8(min($0, 255)) }
      }
    }
    return Image(width: width, height: height, channels: .rgb, samples: samples)
  }

  private static func drawn(_ image: Image, _ map: AffineMap, to size: Size) -> Image {
    var canvas = Image(
      width: size.width, height: size.height, channels: .rgb, filledWith: [7, 7, 7])
    let picture = PicturePyramid(image, originalSize: image.size)
    canvas.withMutableBytes { bytes in
      bytes.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        PictureWarp.draw(picture, through: map, onto: base, size: size)
      }
    }
    return canvas
  }

  private static func largestDifference(_ one: Image, _ other: Image) -> Int {
    guard case .uint8(let left) = one.samples, case .uint8(let right) = other.samples else {
      return .max
    }
    return zip(left, right).map { abs(Int($0) - Int($1)) }.max() ?? .max
  }

  @Test(arguments: [
    Size(width: 17, height: 9), Size(width: 1, height: 5), Size(width: 4, height: 1),
  ])
  func wholePixelMapsCopy(size: Size) {
    let image = Self.noise(size.width, size.height)
    #expect(Self.drawn(image, .identity, to: size) == image)
    var mirror = AffineMap.scale(-1, 1)
    mirror.tx = Double(size.width)
    #expect(Self.drawn(image, mirror, to: size) == image.flippedHorizontally())
    var turn = AffineMap.identity
    (turn.a, turn.b, turn.c, turn.d, turn.tx) = (0, -1, 1, 0, Double(size.height))
    let turnedSize = Size(width: size.height, height: size.width)
    #expect(Self.drawn(image, turn, to: turnedSize) == image.rotatedClockwise())
  }

  @Test func onlyThePictureIsWritten() {
    let image = Image(width: 4, height: 3, channels: .rgb, filledWith: [200, 200, 200])
    let canvas = Self.drawn(image, .translation(2, 1), to: Size(width: 8, height: 5))
    let expected = image.padded(top: 1, left: 2, bottom: 1, right: 2, fill: 7)
    #expect(canvas == expected)
    let nothing = Self.drawn(image, .translation(9, 0), to: Size(width: 8, height: 5))
    #expect(nothing == Image(width: 8, height: 5, channels: .rgb, filledWith: [7, 7, 7]))
  }

  @Test func enlargingInterpolates() {
    // numpy.interp((numpy.arange(8) + 0.5) / 2 - 0.5, [0, 1, 2, 3], [0, 100, 40, 200])
    let row: [UInt8] = [0, 100, 40, 200]
    let image = Image(
      width: 4, height: 1, channels: .rgb, samples: row.flatMap { [$0, $0, $0] })
    let canvas = Self.drawn(image, .scale(2, 1), to: Size(width: 8, height: 1))
    let expected: [UInt8] = [0, 25, 75, 85, 55, 80, 160, 200]
    #expect(canvas.samples == .uint8(expected.flatMap { [$0, $0, $0] }))
  }

  @Test func theTwoWaysOfDrawingAgree() {
    let image = Self.slopes(100, 80)
    let size = Size(width: 90, height: 90)
    let level = AffineMap.scale(0.83, 0.83).followed(by: .translation(3.3, 5.7))
    var turned = level
    turned.b = 1e-9
    #expect(!turned.keepsAxes)
    #expect(
      Self.largestDifference(
        Self.drawn(image, level, to: size), Self.drawn(image, turned, to: size))
        <= 1)
  }

  @Test(arguments: [3, 4, 7, 13])
  func shrinkingMissesNoPixel(factor: Int) {
    // A board of single black and white pixels has to become an even gray.
    let side = 16 * factor
    let samples = (0..<(side * side)).flatMap { index -> [UInt8] in
      let value: UInt8 = (index % side + index / side) % 2 == 0 ? 0 : 255
      return [value, value, value]
    }
    let image = Image(width: side, height: side, channels: .rgb, samples: samples)
    let shrunk = Self.drawn(
      image, .scale(1 / Double(factor), 1 / Double(factor)), to: Size(width: 16, height: 16))
    let gray = Image(width: 16, height: 16, channels: .rgb, filledWith: [128, 128, 128])
    #expect(Self.largestDifference(shrunk, gray) <= 1)
  }

  @Test func shrinkingKeepsThePlace() {
    let image = Self.slopes(127, 101)
    let map = AffineMap.scale(0.2, 0.2)
    let shrunk = Self.drawn(image, map, to: Size(width: 25, height: 20))
    guard case .uint8(let samples) = shrunk.samples else { return }
    for y in 2..<18 {
      for x in 2..<23 {
        let place = (y * 25 + x) * 3
        // The slope is 2 a pixel and a canvas pixel's centre lies at 5·x + 2.5, less a half.
        #expect(abs(Int(samples[place]) - (10 * x + 4)) <= 1)
        #expect(abs(Int(samples[place + 1]) - (10 * y + 4)) <= 1)
      }
    }
  }

  @Test func neighboursLeaveNoSeam() {
    let image = Image(width: 37, height: 23, channels: .rgb, filledWith: [200, 200, 200])
    var random = RandomSource(seed: 5)
    for _ in 0..<50 {
      let common = AffineMap.rotation(degrees: Double(random.uniform(in: -20...20)))
        .followed(by: .translation(Double(random.uniform()) * 5 + 20, 20))
      var canvas = [UInt8](repeating: 0, count: 40 * 40 * 3)
      canvas.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for (x, y) in [(0.0, 0.0), (-37, 0), (0, -23), (-37, -23)] {
          PictureWarp.draw(
            PicturePyramid(image, originalSize: image.size),
            through: AffineMap.translation(x, y).followed(by: common), onto: base,
            size: Size(width: 40, height: 40))
        }
      }
      let inside = (10..<30).flatMap { y in (12..<28).map { x in canvas[(y * 40 + x) * 3] } }
      #expect(inside.allSatisfy { $0 == 200 })
    }
  }
}
