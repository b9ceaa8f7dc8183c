import OkoTensors

/// The Fréchet distance of two sets of features, each taken for a normal distribution.
///
/// |m₁ − m₂|² + tr(C₁ + C₂ − 2 (C₁ C₂)^½), in doubles (Dowson and Landau 1982). In the features of Inception v3 this is what
/// is published as FID; in those of another network its numbers compare only with one another.
public enum FrechetDistance {
  /// The distance of two sets, 0 at least; sets with fewer rows than features do as well.
  ///
  /// Takes O(n width² + width³) time. Not a number where a feature is none.
  ///
  /// - Precondition: both have the same width and at least 2 rows.
  public static func between(_ first: FeatureMatrix, _ second: FeatureMatrix) -> Double {
    between(FeatureMoments(of: first), FeatureMoments(of: second))
  }

  /// The distance of two normal distributions.
  package static func between(_ first: FeatureMoments, _ second: FeatureMoments) -> Double {
    let width = first.mean.count
    precondition(
      width == second.mean.count,
      "FrechetDistance: means of \(width) and of \(second.mean.count) features")
    guard
      let eigen = SymmetricEigen(first.covariance, order: width),
      let root = traceOfRoot(of: second.covariance, in: eigen)
    else { return .nan }
    let offsets = zip(first.mean, second.mean).reduce(0) { sum, means in
      sum + (means.0 - means.1) * (means.0 - means.1)
    }
    let traces = (0..<width).reduce(0) { sum, index in
      sum + first.covariance[index * (width + 1)] + second.covariance[index * (width + 1)]
    }
    let distance = offsets + traces - 2 * root
    return distance.isNaN ? distance : max(distance, 0)
  }

  /// tr((C₁ C₂)^½) = tr((C₁^½ C₂ C₁^½)^½), where C₁ = Vᵀ Λ V is given as its eigenvalues and eigenvectors.
  ///
  /// Λ^½ V C₂ Vᵀ Λ^½ has the same eigenvalues, and only as many rows as there are eigenvalues that are not 0.
  private static func traceOfRoot(of matrix: [Double], in eigen: SymmetricEigen) -> Double? {
    let width = eigen.values.count
    let roots = clampedRoots(eigen.values)
    var half: [Double] = []
    for (index, root) in roots.enumerated() where root > 0 {
      half += eigen.vectors[(index * width)..<((index + 1) * width)].map { $0 * root }
    }
    let rank = width > 0 ? half.count / width : 0
    let product = rowProducts(of: rowProducts(of: half, with: matrix, width), with: half, width)
    return SymmetricEigen(product, order: rank, vectors: false).map { eigen in
      clampedRoots(eigen.values).reduce(0, +)
    }
  }

  /// The roots of eigenvalues; 0 of those that are below 0, or above by no more than rounding.
  private static func clampedRoots(_ values: [Double]) -> [Double] {
    let least = (values.max() ?? 0) * Double(values.count) * Double.ulpOfOne
    return values.map { $0 > least ? $0.squareRoot() : 0 }
  }

  /// A Bᵀ, of matrices whose rows have `width` elements.
  private static func rowProducts(
    of left: [Double], with right: [Double], _ width: Int
  ) -> [Double] {
    guard width > 0 else { return [] }
    let (rows, columns) = (left.count / width, right.count / width)
    var result = [Double](repeating: 0, count: rows * columns)
    result.withUnsafeMutableBufferPointer { result in
      nonisolated(unsafe) let result = result
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          Workers.shared.run(over: rows, grain: 8) { part in
            for row in part {
              for column in 0..<columns {
                result[row * columns + column] = dot(
                  left, row * width, right, column * width, width)
              }
            }
          }
        }
      }
    }
    return result
  }

  @inline(__always)
  private static func dot(
    _ left: UnsafeBufferPointer<Double>, _ leftStart: Int, _ right: UnsafeBufferPointer<Double>,
    _ rightStart: Int, _ count: Int
  ) -> Double {
    var (even, odd) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    func four(_ values: UnsafeBufferPointer<Double>, _ start: Int) -> SIMD4<Double> {
      SIMD4(values[start], values[start &+ 1], values[start &+ 2], values[start &+ 3])
    }
    var index = 0
    while index &+ 8 <= count {
      even += four(left, leftStart &+ index) * four(right, rightStart &+ index)
      odd += four(left, leftStart &+ index &+ 4) * four(right, rightStart &+ index &+ 4)
      index &+= 8
    }
    var sum = (even + odd).sum()
    while index < count {
      sum += left[leftStart &+ index] * right[rightStart &+ index]
      index &+= 1
    }
    return sum
  }
}
