import OkoTensors

/// The mean of rows of features and how they vary together, in doubles.
package struct FeatureMoments: Sendable {
  /// The mean of every feature.
  package let mean: [Double]
  /// The covariance of every feature with every other, `[width, width]`, by n − 1.
  package let covariance: [Double]

  /// Makes moments that are known.
  package init(mean: [Double], covariance: [Double]) {
    precondition(
      covariance.count == mean.count * mean.count,
      "FeatureMoments: \(covariance.count) covariances for \(mean.count) features")
    (self.mean, self.covariance) = (mean, covariance)
  }

  /// Measures `features`.
  ///
  /// - Precondition: there are at least 2 rows.
  package init(of features: FeatureMatrix) {
    precondition(features.rows >= 2, "FeatureMoments: \(features.rows) rows have no covariance")
    let (width, mean) = (features.width, features.columnMeans)
    var sums = [Double](repeating: 0, count: width * width)
    // A block at a time, so that the doubles of all rows need no room.
    let blockRows = 256
    var block = [Double](repeating: 0, count: blockRows * width)
    for start in stride(from: 0, to: features.rows, by: blockRows) {
      let rows = start..<min(start + blockRows, features.rows)
      for (index, row) in rows.enumerated() {
        for column in 0..<width {
          block[index &* width &+ column] =
            Double(features.values[row &* width &+ column]) - mean[column]
        }
      }
      Self.addProducts(of: block, rows: rows.count, width: width, to: &sums)
    }
    let factor = 1 / Double(features.rows - 1)
    var covariance = [Double](repeating: 0, count: width * width)
    for row in 0..<width {
      for column in row..<width {
        let value = sums[row * width + column] * factor
        (covariance[row * width + column], covariance[column * width + row]) = (value, value)
      }
    }
    self.init(mean: mean, covariance: covariance)
  }

  /// Adds xᵀ x of every row x, right of the diagonal, in the order of the rows.
  private static func addProducts(
    of block: [Double], rows: Int, width: Int, to sums: inout [Double]
  ) {
    block.withUnsafeBufferPointer { block in
      sums.withUnsafeMutableBufferPointer { sums in
        nonisolated(unsafe) let sums = sums
        Workers.shared.run(over: width, grain: 8) { part in
          for row in 0..<rows {
            for first in part {
              let factor = block[row &* width &+ first]
              for second in first..<width {
                sums[first &* width &+ second] += factor * block[row &* width &+ second]
              }
            }
          }
        }
      }
    }
  }
}
