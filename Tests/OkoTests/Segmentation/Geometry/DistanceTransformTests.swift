import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct DistanceTransformTests {
  /// The distance of each pixel to each source, and the least of them.
  private static func reference(_ sources: [UInt8], _ size: Size) -> [Float] {
    let places = sources.indices.filter { sources[$0] != 0 }
    return sources.indices.map { place in
      let squares = places.map { source in
        let x = place % size.width - source % size.width
        let y = place / size.width - source / size.width
        return x * x + y * y
      }
      return squares.min().map { Float($0).squareRoot() } ?? .infinity
    }
  }

  @Test(arguments: [
    Size(width: 1, height: 1), Size(width: 1, height: 9), Size(width: 13, height: 1),
    Size(width: 17, height: 11), Size(width: 40, height: 33),
  ])
  func itEqualsTheSearchOfAllPairs(size: Size) {
    var random = RandomSource(seed: 3, stream: "\(size.width)")
    for density in [0, 0.003, 0.02, 0.1, 0.5, 0.95, 1] as [Float] {
      for _ in 0..<8 {
        let sources = (0..<(size.width * size.height)).map { _ in
          UInt8(random.uniform() < density ? 1 : 0)
        }
        let distances = DistanceTransform.distances(to: sources, size: size)
        #expect(distances == Self.reference(sources, size))
      }
    }
  }

  @Test func aPictureLargerThanSixteenBitsOfSquaresIsExact() {
    let size = Size(width: 700, height: 2)
    var sources = [UInt8](repeating: 0, count: 1400)
    sources[0] = 1
    let distances = DistanceTransform.distances(to: sources, size: size)
    #expect(distances[699] == 699)
    #expect(distances[1399] == Float(699 * 699 + 1).squareRoot())
  }
}
