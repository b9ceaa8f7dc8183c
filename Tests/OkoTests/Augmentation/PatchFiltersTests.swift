import Foundation
import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct PatchFiltersTests {
  private static let size = Size(width: 23, height: 17)

  private static func picture(seed: UInt64) -> [UInt8] {
    var random = RandomSource(seed: seed)
    return (0..<(size.width * size.height * 3)).map { _ in UInt8(random.index(below: 256)) }
  }

  @Test(arguments: [0.5, 0.8, 1.3, 3] as [Float])
  func blurringIsTheSumOverTheGaussian(deviation: Float) {
    let source = Self.picture(seed: 1)
    var blurred = source
    PatchFilters.blur(&blurred, size: Self.size, deviation: deviation)
    let reach = Int((3 * deviation).rounded(.up))
    let weights = (-reach...reach).map { exp(-Double($0 * $0) / Double(2 * deviation * deviation)) }
    let sum = weights.reduce(0, +)
    var greatest = 0.0
    for y in 0..<Self.size.height {
      for x in 0..<Self.size.width {
        for channel in 0..<3 {
          var expected = 0.0
          for (down, first) in weights.enumerated() {
            for (across, second) in weights.enumerated() {
              let row = min(max(y + down - reach, 0), Self.size.height - 1)
              let column = min(max(x + across - reach, 0), Self.size.width - 1)
              expected +=
                first * second * Double(source[(row * Self.size.width + column) * 3 + channel])
            }
          }
          let value = Double(blurred[(y * Self.size.width + x) * 3 + channel])
          greatest = max(greatest, abs(value - expected / sum / sum))
        }
      }
    }
    // Weights are in steps of 1/256.
    #expect(greatest < 3, "\(greatest)")
  }

  @Test func aPlainPatchIsNotChanged() {
    var patch = [UInt8](repeating: 201, count: 23 * 17 * 3)
    PatchFilters.blur(&patch, size: Self.size, deviation: 1.1)
    #expect(patch.allSatisfy { $0 == 201 })
    PatchFilters.lowerResolution(&patch, size: Self.size, to: 0.6)
    #expect(patch.allSatisfy { $0 == 201 })
  }

  @Test func lessResolutionKeepsTheMeanAndLosesTheDetail() {
    let source = Self.picture(seed: 2)
    var patch = source
    PatchFilters.lowerResolution(&patch, size: Self.size, to: 0.5)
    func moments(_ values: [UInt8]) -> (Double, Double) {
      let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
      return (mean, values.reduce(0) { $0 + abs(Double($1) - mean) } / Double(values.count))
    }
    let (before, after) = (moments(source), moments(patch))
    #expect(abs(before.0 - after.0) < 4)
    #expect(after.1 < before.1 * 0.7)
    var same = source
    PatchFilters.lowerResolution(&same, size: Self.size, to: 1)
    #expect(same == source)
  }

  @Test func withoutColourEachPixelIsItsLuma() {
    var patch: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 12, 12, 12]
    PatchFilters.removeColor(&patch)
    // 255 times 0.299, 0.587 and 0.114.
    #expect(patch == [76, 76, 76, 150, 150, 150, 29, 29, 29, 12, 12, 12])
  }

  @Test func noiseHasItsDeviationAndIsGrayOnRequest() {
    var random = RandomSource(seed: 3)
    var values = [Float](repeating: 1, count: 30_000)
    values.withUnsafeMutableBufferPointer {
      PatchNoise.add(to: $0, deviation: 0.5, isGray: false, using: &random)
    }
    let mean = values.reduce(0, +) / 30_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 30_000
    #expect(abs(mean - 1) < 0.015)
    #expect(abs(variance.squareRoot() - 0.5) < 0.01)
    #expect(values[0] != values[1])
    var gray = [Float](repeating: 0, count: 300)
    gray.withUnsafeMutableBufferPointer {
      PatchNoise.add(to: $0, deviation: 1, isGray: true, using: &random)
    }
    for pixel in 0..<100 { #expect(Set(gray[(3 * pixel)..<(3 * pixel + 3)]).count == 1) }
    #expect(Set(gray).count > 90)
  }
}
