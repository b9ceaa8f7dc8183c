import OkoTensors

/// The kernel distance of two sets of features: the unbiased squared maximum mean discrepancy.
///
/// With the polynomial kernel k(x, y) = (x · y / width + 1)³, of Bińkowski et al. 2018 ("Demystifying MMD GANs"). It is 0
/// on average where both sets come from the same distribution, and then below 0 as often as above.
public enum KernelDistance {
  /// The distance of whole sets, and that of subsets with how far it scatters.
  public struct Estimate: Hashable, Sendable, Codable {
    /// The distance of the whole sets.
    public let whole: Double
    /// The mean over the subsets.
    public let mean: Double
    /// The standard deviation over the subsets.
    public let deviation: Double
    /// How many pairs of subsets were compared.
    public let subsetCount: Int
    /// How many rows each of them has.
    public let subsetSize: Int
  }

  /// The distance of whole sets.
  ///
  /// - Precondition: both have the same width and at least 2 rows.
  public static func squared(_ first: FeatureMatrix, _ second: FeatureMatrix) -> Double {
    estimate(first, second, subsetCount: 0, subsetSize: nil).whole
  }

  /// The distance of whole sets and that of `subsetCount` pairs of random subsets, each of `subsetSize` rows.
  ///
  /// Without a size, half the smaller set, at most 1,000 rows: subsets that are nearly the whole scatter too little. Takes
  /// O(n²) time, however many subsets there are of some hundred, and memory for a part of the kernel's values.
  ///
  /// - Precondition: both have the same width, at least 2 rows, and at least as many as the subsets.
  public static func estimate(
    _ first: FeatureMatrix, _ second: FeatureMatrix, subsetCount: Int = 100,
    subsetSize: Int? = nil, seed: UInt64 = 0
  ) -> Estimate {
    let least = min(first.rows, second.rows)
    let size = subsetSize ?? min(1000, max(least / 2, 2))
    precondition(
      least >= 2 && first.width == second.width && subsetCount >= 0 && size >= 2 && size <= least,
      "KernelDistance: \(subsetCount) subsets of \(size) rows, from \(first.rows) rows of "
        + "\(first.width) and \(second.rows) rows of \(second.width)")
    let kernel = CubicKernel(near: first, second)
    func choices(_ rows: Int, _ name: String) -> SubsetChoices {
      SubsetChoices(
        count: subsetCount, size: size, of: rows, seed: seed, stream: "kernel distance/" + name)
    }
    let (firstChoices, secondChoices) = (choices(first.rows, "0"), choices(second.rows, "1"))
    let own = [(first, firstChoices), (second, secondChoices)].map { set, choices in
      KernelSums(kernel, of: set, choices, with: set, choices, isSame: true)
    }
    let cross = KernelSums(
      kernel, of: first, firstChoices, with: second, secondChoices, isSame: false)

    func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) }
    let whole =
      own[0].whole / pairs(first.rows) + own[1].whole / pairs(second.rows)
      - 2 * cross.whole / (Double(first.rows) * Double(second.rows))
    let distances = (0..<subsetCount).map { index in
      (own[0].subsets[index] + own[1].subsets[index]) / pairs(size)
        - 2 * cross.subsets[index] / (Double(size) * Double(size))
    }
    let count = Double(max(subsetCount, 1))
    let mean = distances.reduce(0, +) / count
    let variance = distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return Estimate(
      whole: whole, mean: mean, deviation: variance.squareRoot(), subsetCount: subsetCount,
      subsetSize: size)
  }
}

/// (x · y / width + 1)³ less a constant, which the distance does not feel but the accuracy of sums in floats does.
private struct CubicKernel {
  private let factor: Double
  private let offset: Double

  init(near first: FeatureMatrix, _ second: FeatureMatrix) {
    factor = 1 / Double(max(first.width, 1))
    let product = zip(first.columnMeans, second.columnMeans).reduce(0) { $0 + $1.0 * $1.1 }
    let base = product * factor + 1
    offset = base * base * base
  }

  @inline(__always)
  func value(_ product: Float) -> Double {
    let base = Double(product) * factor + 1
    return base * base * base - offset
  }
}

/// Random subsets of rows, as ones in a matrix of zeros.
private struct SubsetChoices {
  let matrix: FeatureMatrix

  init(count: Int, size: Int, of rows: Int, seed: UInt64, stream: String) {
    var values = [Float](repeating: 0, count: rows * count)
    for subset in 0..<count {
      var random = RandomSource(seed: seed, stream: stream + "/\(subset)")
      var order = Array(0..<rows)
      for place in 0..<size {
        order.swapAt(place, place + random.index(below: rows - place))
        values[order[place] * count + subset] = 1
      }
    }
    matrix = FeatureMatrix(rows: rows, width: count, values: values)
  }
}

/// The sums of the kernel over all pairs of rows and over those of each subset, no row with itself.
private struct KernelSums {
  private(set) var whole = 0.0
  private(set) var subsets: [Double]

  init(
    _ kernel: CubicKernel, of left: FeatureMatrix, _ leftChoices: SubsetChoices,
    with right: FeatureMatrix, _ rightChoices: SubsetChoices, isSame: Bool
  ) {
    let count = leftChoices.matrix.width
    var sums = [Double](repeating: 0, count: count)
    var total = 0.0
    RowProducts.forEachTile(of: left, with: right) { rows, columns, products in
      var rowSums = [Double](repeating: 0, count: rows.count)
      let values = rowSums.withUnsafeMutableBufferPointer { rowSums in
        nonisolated(unsafe) let rowSums = rowSums
        return Self.values(kernel, products, isSame ? (rows, columns) : nil, rowSums)
      }
      total += rowSums.reduce(0, +)
      guard count > 0 else { return }
      // All subsets at once: ones and zeros pick the columns, and then the rows.
      let picked = values.matrixProduct(rightChoices.matrix.tensor(of: columns))
      picked.withUnsafeScalars { picked in
        leftChoices.matrix.values.withUnsafeBufferPointer { choices in
          for (index, row) in rows.enumerated() {
            for subset in 0..<count where choices[row &* count &+ subset] > 0 {
              sums[subset] += Double(picked[index &* count &+ subset])
            }
          }
        }
      }
    }
    (whole, subsets) = (total, sums)
  }

  /// The kernel's values for a tile, 0 where a row meets itself, and their sum over each row.
  private static func values(
    _ kernel: CubicKernel, _ products: Tensor, _ own: (rows: Range<Int>, columns: Range<Int>)?,
    _ rowSums: UnsafeMutableBufferPointer<Double>
  ) -> Tensor {
    let (rows, columns) = (products.shape[0], products.shape[1])
    return Tensor(shape: products.shape) { target in
      products.withUnsafePointer { products in
        Workers.shared.run(over: rows, grain: 16) { part in
          for row in part {
            var sum = 0.0
            let skipped = own.map { $0.rows.lowerBound + row - $0.columns.lowerBound } ?? -1
            for column in 0..<columns {
              let place = row &* columns &+ column
              let value = column == skipped ? 0 : kernel.value(products[place])
              sum += value
              target[place] = Float(value)
            }
            rowSums[row] = sum
          }
        }
      }
    }
  }
}
