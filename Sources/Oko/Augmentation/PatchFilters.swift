package import OkoImaging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Filters of 8-bit RGB patches, on the calling thread alone.
package enum PatchFilters {
  /// The largest deviation of a blur.
  package static let largestBlur: Float = 5

  /// Blurs with a Gaussian of `deviation` pixels; pixels at the border are repeated.
  package static func blur(_ pixels: inout [UInt8], size: Size, deviation: Float) {
    let taps = kernel(deviation)
    let (width, height, reach) = (size.width, size.height, taps.count / 2)
    let (line, padded) = (width * 3, (width + 2 * reach) * 3)
    guard reach > 0 else { return }
    let source = pixels
    pixels.withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { source in
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: padded) { row in
          withUnsafeTemporaryAllocation(of: UInt16.self, capacity: padded) { sums in
            guard let source = source.baseAddress, let target = target.baseAddress,
              let row = row.baseAddress, let sums = sums.baseAddress
            else { return }
            for y in 0..<height {
              // Along the columns into the middle of a longer row, then along that.
              sums.update(repeating: 128, count: line)
              for (tap, weight) in taps.enumerated() {
                let other = source + min(max(y + tap - reach, 0), height - 1) * line
                accumulate(sums, other, weight: weight, count: line)
              }
              for place in 0..<line {
                row[reach * 3 + place] = UInt8(truncatingIfNeeded: sums[place] >> 8)
              }
              for place in 0..<(reach * 3) {
                row[place] = row[reach * 3 + place % 3]
                row[reach * 3 + line + place] = row[reach * 3 + line - 3 + place % 3]
              }
              sums.update(repeating: 128, count: line)
              for (tap, weight) in taps.enumerated() {
                accumulate(sums, row + tap * 3, weight: weight, count: line)
              }
              let result = target + y * line
              for place in 0..<line { result[place] = UInt8(truncatingIfNeeded: sums[place] >> 8) }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func accumulate(
    _ sums: UnsafeMutablePointer<UInt16>, _ source: UnsafePointer<UInt8>, weight: UInt16,
    count: Int
  ) {
    for place in 0..<count { sums[place] &+= UInt16(source[place]) &* weight }
  }

  /// Weights of an odd number of pixels that sum to 256.
  private static func kernel(_ deviation: Float) -> [UInt16] {
    guard deviation > 0.1 else { return [256] }
    let reach = Int((3 * deviation).rounded(.up))
    let weights = (-reach...reach).map { exp(-Float($0 * $0) / (2 * deviation * deviation)) }
    let sum = weights.reduce(0, +)
    var taps = weights.map { UInt16(($0 / sum * 256).rounded()) }
    let rest = taps.enumerated().reduce(256) { $1.offset == reach ? $0 : $0 - Int($1.element) }
    taps[reach] = UInt16(rest)
    return taps
  }

  /// Shrinks the patch to the share `resolution` of its sides, at least a half, and enlarges it again.
  package static func lowerResolution(_ pixels: inout [UInt8], size: Size, to resolution: Float) {
    let small = Size(
      width: max(1, Int((Float(size.width) * resolution).rounded())),
      height: max(1, Int((Float(size.height) * resolution).rounded())))
    guard small != size else { return }
    resize(resize(pixels, from: size, to: small), from: small, to: size, into: &pixels)
  }

  private static func resize(_ pixels: [UInt8], from: Size, to: Size) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: to.width * to.height * 3)
    resize(pixels, from: from, to: to, into: &result)
    return result
  }

  private static func resize(
    _ pixels: [UInt8], from: Size, to: Size, into result: inout [UInt8]
  ) {
    let image = Image(width: from.width, height: from.height, channels: .rgb, samples: pixels)
    let map = AffineMap.scale(
      Double(to.width) / Double(from.width), Double(to.height) / Double(from.height))
    result.withUnsafeMutableBufferPointer { buffer in
      guard let target = buffer.baseAddress else { return }
      PictureWarp.draw(PicturePyramid(level: image), through: map, onto: target, size: to)
    }
  }

  /// Replaces colours by their luma of BT.601.
  package static func removeColor(_ pixels: inout [UInt8]) {
    pixels.withUnsafeMutableBufferPointer { pixels in
      for pixel in 0..<(pixels.count / 3) {
        let (red, green) = (UInt32(pixels[3 * pixel]), UInt32(pixels[3 * pixel + 1]))
        let blue = UInt32(pixels[3 * pixel + 2])
        let sum = red &* 19595 &+ green &* 38470 &+ blue &* 7471 &+ 32768
        let luma = UInt8(truncatingIfNeeded: sum >> 16)
        pixels[3 * pixel] = luma
        pixels[3 * pixel + 1] = luma
        pixels[3 * pixel + 2] = luma
      }
    }
  }
}
