import Oko
import Testing

@Suite struct ColorJitterTests {
  /// What Python's `colorsys` makes of a colour with changed hue, saturation and value.
  private static func reference(_ color: [UInt8], _ jitter: ColorJitter) -> [Float] {
    let (red, green, blue) = (Float(color[0]), Float(color[1]), Float(color[2]))
    let (most, least) = (max(red, green, blue), min(red, green, blue))
    var hue: Float = 0
    if most > least {
      let chroma = most - least
      if most == red {
        hue = (green - blue) / chroma
      } else if most == green {
        hue = 2 + (blue - red) / chroma
      } else {
        hue = 4 + (red - green) / chroma
      }
    }
    let saturation = most > 0 ? min((most - least) / most * jitter.saturation, 1) : 0
    let value = min(most * jitter.value, 255)
    hue += jitter.hue * 6
    return [5, 3, 1].map { (start: Float) in
      var k = (start + hue).truncatingRemainder(dividingBy: 6)
      if k < 0 { k += 6 }
      return value - value * saturation * max(0, min(k, 4 - k, 1))
    }
  }

  private static func changed(_ pixels: [UInt8], _ jitter: ColorJitter) -> [UInt8] {
    var pixels = pixels
    pixels.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      jitter.apply(to: base, count: buffer.count / 3)
    }
    return pixels
  }

  private static let cube: [UInt8] = {
    let levels: [UInt8] = [0, 1, 2, 30, 85, 127, 128, 200, 254, 255]
    return levels.flatMap { red in
      levels.flatMap { green in levels.flatMap { blue in [red, green, blue] } }
    }
  }()

  @Test(
    arguments: [
      (0, 1, 1), (0.015, 1.7, 1.4), (-0.015, 0.3, 0.6), (0.5, 1, 1), (-0.5, 2, 0.1), (1, 0, 2),
    ] as [(Float, Float, Float)])
  func coloursChangeAsOverHSV(hue: Float, saturation: Float, value: Float) {
    let jitter = ColorJitter(hue: hue, saturation: saturation, value: value)
    let result = Self.changed(Self.cube, jitter)
    for start in stride(from: 0, to: Self.cube.count, by: 3) {
      let color = Array(Self.cube[start..<(start + 3)])
      let expected = Self.reference(color, jitter)
      for channel in 0..<3 {
        #expect(abs(Float(result[start + channel]) - expected[channel]) < 2, "\(color)")
      }
    }
  }

  @Test func graysStayGray() {
    let grays = (0...255).flatMap { [UInt8($0), UInt8($0), UInt8($0)] }
    let result = Self.changed(grays, ColorJitter(hue: 0.3, saturation: 1.9, value: 1.3))
    for level in 0..<256 {
      let pixel = result[(3 * level)..<(3 * level + 3)]
      #expect(Set(pixel).count == 1)
      #expect(abs(Float(pixel.first ?? 0) - min(Float(level) * 1.3, 255)) <= 0.51)
    }
  }

  @Test func nothingChangesBlackAndWhite() {
    let ends: [UInt8] = [0, 0, 0, 255, 255, 255]
    #expect(Self.changed(ends, ColorJitter(hue: 0.1, saturation: 1.7, value: 1.4)) == ends)
  }
}
