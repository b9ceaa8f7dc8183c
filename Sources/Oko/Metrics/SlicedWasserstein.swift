public import OkoImaging
import OkoTensors

/// How unlike the local structures of two sets of pictures are, from coarse to fine.
///
/// The sliced Wasserstein distance of Karras et al. 2018 ("Progressive growing of GANs"): on each level of a Laplacian
/// pyramid 128 patches of 7 × 7 pixels a picture, normalised by channel over their set, are projected on random
/// directions; there both sets are sorted, and the mean distance of the values of the same rank, times 1,000, is the
/// result. Patches of the n-th picture of either set come from the same places, so that equal sets are at distance 0.
public enum SlicedWasserstein {
  /// The distance at one size.
  public struct Level: Hashable, Sendable, Codable {
    /// The shorter side of the pictures at this level, in pixels.
    public let side: Int
    /// The distance, times 1,000.
    public let distance: Double
  }

  /// The distance of two sets of pictures at each level, from the full size to that of 16 pixels or more.
  ///
  /// Of the larger set as many pictures as the smaller one has take part, spread evenly. Memory holds the patches of one
  /// level, 128 · 49 · 4 bytes for each channel of each picture; time goes mostly to sorting.
  ///
  /// - Precondition: neither set is empty, and all pictures are gray or RGB, of 8 bits and of one size, at least 7 × 7.
  public static func levels(
    _ first: [Image], _ second: [Image], projections: Int = 512, seed: UInt64 = 0
  ) -> [Level] {
    let size = check(first + second)
    precondition(
      !first.isEmpty && !second.isEmpty && projections > 0,
      "SlicedWasserstein: \(projections) projections of \(first.count) and \(second.count) pictures"
    )
    let count = min(first.count, second.count)
    let (first, second) = (evenly(first, count), evenly(second, count))
    var side = min(size.width, size.height)
    let levelCount = LaplacianPyramid.levelCount(side: side)
    return (0..<levelCount).map { level in
      defer { side = (side + 1) / 2 }
      let samples = [first, second].map {
        PatchSample(level: level, of: levelCount, pictures: $0, seed: seed).values
      }
      let directions = directions(
        projections, length: samples[0].shape[1], seed: seed, level: level)
      return Level(
        side: side, distance: 1000 * distance(samples[0], samples[1], along: directions))
    }
  }

  /// The mean of the distances at all levels.
  public static func distance(
    _ first: [Image], _ second: [Image], projections: Int = 512, seed: UInt64 = 0
  ) -> Double {
    mean(of: levels(first, second, projections: projections, seed: seed))
  }

  /// The mean of distances.
  static func mean(of levels: [Level]) -> Double {
    levels.reduce(0) { $0 + $1.distance } / Double(max(levels.count, 1))
  }

  private static func check(_ pictures: [Image]) -> Size {
    guard let first = pictures.first else { return Size(width: 0, height: 0) }
    for picture in pictures {
      precondition(
        picture.size == first.size && picture.channels == first.channels
          && picture.depth == .eight && !picture.channels.hasAlpha
          && min(picture.width, picture.height) >= PatchSample.side,
        "SlicedWasserstein: a picture of \(picture.width)×\(picture.height)×"
          + "\(picture.channels.rawValue) at \(picture.depth.rawValue) bits, beside one of "
          + "\(first.width)×\(first.height)×\(first.channels.rawValue)")
    }
    return first.size
  }

  private static func evenly(_ pictures: [Image], _ count: Int) -> [Image] {
    (0..<count).map { pictures[$0 * pictures.count / count] }
  }

  /// Directions of length 1, `[count, length]`.
  package static func directions(
    _ count: Int, length: Int, seed: UInt64, level: Int
  ) -> FeatureMatrix {
    var random = RandomSource(seed: seed, stream: "sliced Wasserstein/\(level)/directions")
    var values: [Float] = []
    for _ in 0..<count {
      let direction = (0..<length).map { _ in random.normal() }
      let norm = direction.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      values += direction.map { Float(Double($0) / norm) }
    }
    return FeatureMatrix(rows: count, width: length, values: values)
  }

  /// The mean distance of values of the same rank, over all directions.
  private static func distance(
    _ first: Tensor, _ second: Tensor, along directions: FeatureMatrix
  ) -> Double {
    // So many directions at a time that their values take less room than the patches.
    let block = 32
    var sum = 0.0
    for start in stride(from: 0, to: directions.rows, by: block) {
      let part = directions.tensor(of: start..<min(start + block, directions.rows))
      let (left, right) = (
        part.matrixProduct(transposed: first), part.matrixProduct(transposed: second)
      )
      sum += sortedDistances(left, right).reduce(0, +)
    }
    return sum / Double(directions.rows)
  }

  /// The mean distance of the sorted values of each row, which are sorted in place.
  private static func sortedDistances(_ left: Tensor, _ right: Tensor) -> [Double] {
    let (rows, count) = (left.shape[0], left.shape[1])
    var distances = [Double](repeating: 0, count: rows)
    distances.withUnsafeMutableBufferPointer { distances in
      left.withUnsafeMutablePointer { left in
        right.withUnsafeMutablePointer { right in
          nonisolated(unsafe) let (distances, left, right) = (distances, left, right)
          Workers.shared.run(chunks: rows) { row in
            let (first, second) = (left + row * count, right + row * count)
            FloatSorting.sort(first, count: count)
            FloatSorting.sort(second, count: count)
            var sum = 0.0
            for index in 0..<count { sum += Double(abs(first[index] - second[index])) }
            distances[row] = sum / Double(count)
          }
        }
      }
    }
    return distances
  }
}
