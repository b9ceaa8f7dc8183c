package import OkoTensors

/// Normal noise for many pixels, taken at random from a table of 4096 normal numbers.
///
/// Drawing each number afresh takes longer than all else that happens to a patch.
package enum PatchNoise {
  /// Numbers of mean 0 and deviation 1.
  private static let table: [Float] = {
    var random = RandomSource(seed: 0, stream: "noise")
    let numbers = (0..<4096).map { _ in random.normal() }
    let mean = numbers.reduce(0, +) / 4096
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4096
    return numbers.map { ($0 - mean) / variance.squareRoot() }
  }()

  /// Adds noise of `deviation` to RGB `pixels`; with `isGray` the same to the samples of each pixel.
  package static func add(
    to pixels: UnsafeMutableBufferPointer<Float>, deviation: Float, isGray: Bool,
    using random: inout RandomSource
  ) {
    var source = random
    let repeats = isGray ? 3 : 1
    let count = pixels.count / repeats
    table.withUnsafeBufferPointer { table in
      var (place, index) = (0, 0)
      while index < count {
        var bits = source.next()
        for _ in 0..<min(4, count - index) {
          let value = table[Int(truncatingIfNeeded: bits & 4095)] * deviation
          for _ in 0..<repeats {
            pixels[place] += value
            place += 1
          }
          bits >>= 16
        }
        index += 4
      }
    }
    random = source
  }
}
