public import OkoImaging

/// How good generated pictures are, beside real ones: in the features of a network, and by their local structure.
///
/// Figures compare only where network, size and counts are the same.
public struct GenerationScores: Hashable, Sendable, Codable {
  /// The kernel distance, averaged over random subsets; see ``KernelDistance``.
  public let kernelDistance: Double
  /// How far it scatters from subset to subset.
  public let kernelDeviation: Double
  /// The Fréchet distance; see ``FrechetDistance``.
  public let frechetDistance: Double
  /// The share of generated pictures that look real; see ``PrecisionRecall``.
  public let precision: Double
  /// The share of real pictures that could be generated.
  public let recall: Double
  /// How densely real pictures lie about the generated ones.
  public let density: Double
  /// The share of real pictures with a generated one near them.
  public let coverage: Double
  /// The mean over the levels of the sliced Wasserstein distance, times 1,000; see ``SlicedWasserstein``.
  public let slicedWasserstein: Double
  /// This distance at each level, from fine to coarse.
  public let slicedWassersteinLevels: [SlicedWasserstein.Level]
  /// The share of generated pictures that the network reads as the class they were made for; nil without classes.
  public let classAccuracy: Double?
  /// The network whose features were compared.
  public let featureNetwork: String
  /// How many real pictures there were.
  public let realCount: Int
  /// How many generated ones.
  public let generatedCount: Int

  /// How many pictures of either kind are too few to be measured.
  public static let tooFew = PrecisionRecall.neighborCount

  /// Measures `generated` pictures and their features beside those of `real` ones.
  ///
  /// - Precondition: there is a row of features for each picture, features have one width, and there are more than
  ///   ``tooFew`` pictures of either kind, all of which ``SlicedWasserstein`` can compare.
  public init(
    real: (features: FeatureMatrix, pictures: [Image]),
    generated: (features: FeatureMatrix, pictures: [Image]), featureNetwork: String,
    classAccuracy: Double? = nil, seed: UInt64 = 0
  ) {
    precondition(
      real.features.rows == real.pictures.count
        && generated.features.rows == generated.pictures.count,
      "GenerationScores: \(real.features.rows) and \(generated.features.rows) rows of features for "
        + "\(real.pictures.count) and \(generated.pictures.count) pictures")
    let kernel = KernelDistance.estimate(real.features, generated.features, seed: seed)
    (kernelDistance, kernelDeviation) = (kernel.mean, kernel.deviation)
    frechetDistance = FrechetDistance.between(real.features, generated.features)
    let shares = PrecisionRecall(real: real.features, generated: generated.features)
    (precision, recall) = (shares.precision, shares.recall)
    (density, coverage) = (shares.density, shares.coverage)
    let levels = SlicedWasserstein.levels(real.pictures, generated.pictures, seed: seed)
    (slicedWasserstein, slicedWassersteinLevels) = (SlicedWasserstein.mean(of: levels), levels)
    (self.classAccuracy, self.featureNetwork) = (classAccuracy, featureNetwork)
    (realCount, generatedCount) = (real.pictures.count, generated.pictures.count)
  }

  /// The share of `classes` that are `expected`; nil where there are none.
  ///
  /// - Precondition: both have the same count.
  public static func accuracy(of classes: [Int], expected: [Int]) -> Double? {
    precondition(
      classes.count == expected.count,
      "GenerationScores: \(classes.count) classes read, \(expected.count) expected")
    guard !classes.isEmpty else { return nil }
    return Double(zip(classes, expected).count { $0 == $1 }) / Double(classes.count)
  }
}
