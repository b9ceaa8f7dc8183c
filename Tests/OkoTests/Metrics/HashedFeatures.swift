import Oko
import OkoImaging
import OkoTensors

/// Numbers from 0 to 1 for reference values, which NumPy makes alike.
///
///     def hashed(rows, width, set):
///         i, j = np.meshgrid(np.arange(rows), np.arange(width), indexing="ij")
///         h = (i * 7919 + j * 104729 + set * 1299709 + 12345).astype(np.uint64)
///         h = (h * 2654435761) % 2**32
///         h = ((h ^ (h >> 15)) * 2246822519) % 2**32
///         h = ((h ^ (h >> 13)) * 3266489917) % 2**32
///         return (h >> 8).astype(np.float64) / 2**24
enum HashedFeatures {
  static func values(_ rows: Int, _ width: Int, set: Int) -> [Float] {
    (0..<rows).flatMap { row in
      (0..<width).map { column in
        var hash = UInt32(row * 7919 + column * 104_729 + set * 1_299_709 + 12_345)
        hash = hash &* 2_654_435_761
        hash = (hash ^ (hash >> 15)) &* 2_246_822_519
        hash = (hash ^ (hash >> 13)) &* 3_266_489_917
        return Float(hash >> 8) * 0x1p-24
      }
    }
  }

  static func matrix(
    _ rows: Int, _ width: Int, set: Int, times factor: Float = 1, plus offset: Float = 0
  ) -> FeatureMatrix {
    FeatureMatrix(
      rows: rows, width: width,
      values: values(rows, width, set: set).map { $0 * factor + offset })
  }

  /// Runs `body` with 1 and with 2 threads.
  static func atThreadCounts<Result>(_ body: () -> Result) -> (one: Result, two: Result) {
    let before = Workers.shared.threadCount
    defer { Workers.shared.threadCount = before }
    Workers.shared.threadCount = 1
    let one = body()
    Workers.shared.threadCount = 2
    return (one, body())
  }

  /// The Euclidean distance of two rows, by its definition.
  static func distance(
    _ left: FeatureMatrix, _ row: Int, _ right: FeatureMatrix, _ other: Int
  ) -> Double {
    (0..<left.width).reduce(0) { sum, column in
      let difference =
        Double(left.values[row * left.width + column])
        - Double(right.values[other * right.width + column])
      return sum + difference * difference
    }.squareRoot()
  }
}
