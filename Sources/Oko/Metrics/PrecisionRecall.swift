/// How much of what is generated looks real, and how much of what is real is generated.
///
/// Each set is taken for the balls about its rows that reach to their k-th nearest other row.
///
/// - Precision and recall: the share of the rows of one set that lie in a ball of the other, its edge included
///   (Kynkäänniemi et al. 2019, "Improved precision and recall metric for assessing generative models").
/// - Density and coverage: in how many balls of real rows a generated one lies, over k, and the share of these balls
///   with a generated row in them, their edges left out (Naeem et al. 2020, "Reliable fidelity and diversity metrics").
///   Density may exceed 1.
public struct PrecisionRecall: Hashable, Sendable, Codable {
  /// The share of generated rows that look real.
  public let precision: Double
  /// The share of real rows that could be generated.
  public let recall: Double
  /// How many balls of real rows a generated one lies in, over k.
  public let density: Double
  /// The share of the balls of real rows with a generated one in them.
  public let coverage: Double

  /// How many neighbors a ball reaches to where nothing else is asked for, as published.
  public static let neighborCount = 3

  /// Compares `generated` with `real`; a ball reaches to the `k`th nearest other row of its set.
  ///
  /// Takes O(n²) time and O(n) memory. Rows with features that are no number lie nowhere.
  ///
  /// - Precondition: both have the same width and more than `k` rows.
  public init(
    real: FeatureMatrix, generated: FeatureMatrix, k: Int = PrecisionRecall.neighborCount
  ) {
    let realRadii = NearestNeighbors.squaredRadii(k, of: real)
    let generatedRadii = NearestNeighbors.squaredRadii(k, of: generated)
    let fidelity = BallCount(of: generated, centers: real, squaredRadii: realRadii)
    let diversity = BallCount(of: real, centers: generated, squaredRadii: generatedRadii)
    let nearest = NearestNeighbors.leastSquaredDistances(of: real, to: generated)
    func share(_ count: Int, of set: FeatureMatrix) -> Double { Double(count) / Double(set.rows) }
    precision = share(fidelity.isInside.count(where: \.self), of: generated)
    recall = share(diversity.isInside.count(where: \.self), of: real)
    density = share(fidelity.insideCounts.reduce(0, +), of: generated) / Double(k)
    coverage = share(
      zip(nearest, realRadii).count { nearest, radius in nearest < radius }, of: real)
  }
}

/// Which points lie in balls.
private struct BallCount {
  /// Whether each point lies in any ball or on its edge.
  private(set) var isInside: [Bool]
  /// How many balls each point lies in, off their edges.
  private(set) var insideCounts: [Int]

  init(of points: FeatureMatrix, centers: FeatureMatrix, squaredRadii: [Double]) {
    isInside = [Bool](repeating: false, count: points.rows)
    insideCounts = [Int](repeating: 0, count: points.rows)
    // A ball about what is no number would hold everything.
    let radii = squaredRadii.map { $0.isFinite ? $0 : -1 }
    isInside.withUnsafeMutableBufferPointer { isInside in
      insideCounts.withUnsafeMutableBufferPointer { counts in
        radii.withUnsafeBufferPointer { radii in
          // Each point writes to its own places alone.
          nonisolated(unsafe) let (isInside, counts, radii) = (isInside, counts, radii)
          RowDistances(of: points, to: centers).forEachRow { part in
            var (count, isAny) = (0, false)
            for column in part.columns {
              let (radius, bounds) = (radii[column], part.bounds(at: column))
              if bounds.least > radius { continue }
              guard !(bounds.most < radius) else {
                count &+= 1
                continue
              }
              let distance = part.squaredDistance(at: column)
              if distance < radius { count &+= 1 }
              if distance <= radius { isAny = true }
            }
            counts[part.row] += count
            if count > 0 || isAny { isInside[part.row] = true }
          }
        }
      }
    }
  }
}
