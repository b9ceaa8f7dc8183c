/// A change of hue, saturation and brightness (HSV) of 8-bit RGB pixels, by tables, in one pass.
///
/// As OpenCV's and Ultralytics' way over HSV and back: hue turns, saturation and value are multiplied and
/// limited. Grays stay gray. With C = max − min and V = max, the new V′ = min(V·v, 255) and
/// C′ = V′·min(C / V·s, 1); each sample becomes V′ − C′·clamp(min(k, 4 − k), 0, 1), where k is the hue in
/// sextants plus 5 for red, 3 for green, 1 for blue, modulo 6 (Smith 1978, without branches).
package struct ColorJitter: Sendable {
  /// The turn of the hue, as a share of the full circle.
  package let hue: Float
  /// What the saturation is multiplied by.
  package let saturation: Float
  /// What the value is multiplied by.
  package let value: Float

  package init(hue: Float, saturation: Float, value: Float) {
    (self.hue, self.saturation, self.value) = (hue, saturation, value)
  }

  /// Steps of the hue in a sextant, and in the circle of six.
  private static let sextant: Int32 = 256
  private static let circle: Int32 = 6 * sextant

  /// 2¹⁶·256 / C: what the difference of two samples is multiplied by to become hue.
  private static let perChroma: [Int32] = (0..<256).map { chroma in
    chroma == 0 ? 0 : Int32((65536.0 * Double(sextant) / Double(chroma)).rounded())
  }

  /// clamp(min(k, 4 − k), 0, 1) in 256 steps over three circles and a bit.
  private static let ramp: [Int32] = (0...(3 * circle + sextant)).map { step in
    let k = step % circle
    return min(max(min(k, 4 * sextant - k), 0), sextant)
  }

  /// What a pixel becomes, by its largest sample.
  private struct Level {
    /// V′.
    var most: Int32
    /// C′ for each unit of C, times 2¹⁵.
    var chroma: Int32
    /// The largest C′, times 2¹⁵: that of a saturation of 1.
    var limit: Int32
  }

  /// Changes `count` pixels in place.
  package func apply(to pixels: UnsafeMutablePointer<UInt8>, count: Int) {
    let levels = (0..<256).map { level -> Level in
      let most = Float(Int32(min(max(Float(level) * value, 0), 255).rounded()))
      let chroma = level == 0 ? 0 : most * 32768 * max(saturation, 0) / Float(level)
      return Level(
        most: Int32(most), chroma: Int32(min(chroma, 255 * 32768)), limit: Int32(most) << 15)
    }
    let turn = Int32((hue * Float(Self.circle)).rounded()) % Self.circle
    levels.withUnsafeBufferPointer { levels in
      Self.perChroma.withUnsafeBufferPointer { perChroma in
        Self.ramp.withUnsafeBufferPointer { ramp in
          guard let levels = levels.baseAddress, let perChroma = perChroma.baseAddress,
            let ramp = ramp.baseAddress
          else { return }
          Self.change(
            pixels, count: count, levels: levels, perChroma: perChroma,
            ramp: ramp + Int(turn < 0 ? turn + Self.circle : turn))
        }
      }
    }
  }

  @inline(__always)
  private static func change(
    _ pixels: UnsafeMutablePointer<UInt8>, count: Int, levels: UnsafePointer<Level>,
    perChroma: UnsafePointer<Int32>, ramp: UnsafePointer<Int32>
  ) {
    var pixel = pixels
    for _ in 0..<count {
      let (red, green, blue) = (Int32(pixel[0]), Int32(pixel[1]), Int32(pixel[2]))
      let most = max(red, max(green, blue))
      let chroma = most &- min(red, min(green, blue))
      // The hue is that of the largest sample plus the difference of the others.
      let isGreen = most == green
      let isRed = most == red
      var difference = isGreen ? blue &- red : red &- green
      var hue: Int32 = isGreen ? 2 * sextant : 4 * sextant
      difference = isRed ? green &- blue : difference
      hue = isRed ? circle : hue
      hue &+= (difference &* perChroma[Int(chroma)] &+ 32768) >> 16
      let level = levels[Int(most)]
      // 2⁷ of the 2¹⁵ are left, times the 2⁸ of the ramp.
      let newChroma = min(chroma &* level.chroma, level.limit) >> 8
      let shares = ramp + Int(hue)
      for channel in 0..<3 {
        let share = shares[(5 - 2 * channel) * Int(sextant)]
        let drop = (newChroma &* share &+ 16384) >> 15
        pixel[channel] = UInt8(truncatingIfNeeded: level.most &- drop)
      }
      pixel += 3
    }
  }
}
