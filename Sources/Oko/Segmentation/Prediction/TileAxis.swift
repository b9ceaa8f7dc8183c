#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where tiles lie along one side of a picture, and how much each counts at every pixel.
///
/// Inside a tile the weight is a Gaussian around its middle with a deviation of an eighth of its side (Isensee et
/// al. 2021, nnU-Net). Near a border of the tile that is none of the picture's, where the network lacks what
/// lies beyond, it is 0. The weights of all tiles add up to 1 everywhere.
struct TileAxis: Sendable, Hashable {
  /// Pixels of the picture along the side.
  let length: Int
  /// The same with the mirrored pixels that make it a multiple of what the network takes.
  let padded: Int
  /// Pixels of a tile.
  let tile: Int
  /// The first pixel of each tile, multiples of what the network takes.
  let starts: [Int]
  /// The weight of every pixel of each tile.
  let weights: [[Float]]

  /// Lays tiles of `tile` pixels, rounded up to a `multiple`, that overlap by the share `overlap`.
  ///
  /// Without `tile` one covers the whole side.
  init(length: Int, tile: Int?, overlap: Double, multiple: Int) {
    precondition(
      length > 0 && multiple > 0 && (0...0.9).contains(overlap),
      "TileAxis: \(length) pixels, multiples of \(multiple), overlap \(overlap)")
    func roundedUp(_ pixels: Int) -> Int { (pixels + multiple - 1) / multiple * multiple }
    self.length = length
    let padded = roundedUp(length)
    let side = tile.map { min(padded, roundedUp(max($0, 1))) } ?? padded
    let step = max(multiple, Int(Double(side) * (1 - overlap)) / multiple * multiple)
    var starts: [Int] = []
    var start = 0
    while start + side < padded {
      starts.append(start)
      start += step
    }
    starts.append(padded - side)
    (self.padded, self.tile, self.starts) = (padded, side, starts)
    weights = Self.weights(starts, tile: side, step: step, padded: padded)
  }

  /// Of the pixels that two neighbours share on each side, this part is left to the other one.
  private static let trimmedShare = 0.875

  private static func weights(
    _ starts: [Int], tile: Int, step: Int, padded: Int
  ) -> [[Float]] {
    let margin = Int(Double(tile - step) / 2 * trimmedShare)
    let bell = (0..<tile).map { place -> Double in
      let distance = (Double(place) - Double(tile - 1) / 2) / (Double(tile) / 8)
      return exp(-0.5 * distance * distance)
    }
    var sums = [Double](repeating: 0, count: padded)
    let raw = starts.map { start in
      let first = start > 0 ? margin : 0
      let last = start + tile < padded ? tile - margin : tile
      return (0..<tile).map { place -> Double in
        guard place >= first, place < last else { return 0 }
        sums[start + place] += bell[place]
        return bell[place]
      }
    }
    return zip(starts, raw).map { start, weights in
      weights.indices.map { Float(weights[$0] / sums[start + $0]) }
    }
  }
}
