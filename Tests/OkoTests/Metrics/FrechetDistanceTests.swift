import Oko
import Testing

@Suite struct FrechetDistanceTests {
  /// From NumPy and SciPy, with `hashed` of HashedFeatures.
  ///
  ///     def fd(x, y):
  ///         c1, c2 = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
  ///         root = scipy.linalg.sqrtm(c1 @ c2).real
  ///         return ((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(c1 + c2 - 2 * root)
  ///     fd(hashed(40, 12, 0), hashed(30, 12, 1) * 0.8 + 0.1)
  @Test func setsHaveTheDistanceOfSciPy() {
    let distance = FrechetDistance.between(
      HashedFeatures.matrix(40, 12, set: 0),
      HashedFeatures.matrix(30, 12, set: 1, times: 0.8, plus: 0.1))
    #expect(abs(distance - 0.2964605590556768) < 1e-6)
  }

  /// From NumPy; the trace of the root is a sum of singular values, with no root of a singular matrix.
  ///
  ///     x, y = hashed(8, 12, 2), hashed(5, 12, 3)
  ///     x0, y0 = x - x.mean(0), y - y.mean(0)
  ///     s = np.linalg.svd(x0 @ y0.T, compute_uv=False).sum() / np.sqrt(7 * 4)
  ///     ((x.mean(0) - y.mean(0)) ** 2).sum() + (x0**2).sum() / 7 + (y0**2).sum() / 4 - 2 * s
  @Test func setsOfFewerRowsThanFeaturesHaveTheirDistance() {
    let distance = FrechetDistance.between(
      HashedFeatures.matrix(8, 12, set: 2), HashedFeatures.matrix(5, 12, set: 3))
    #expect(abs(distance - 1.0197172647475927) < 1e-6)
  }

  /// |m₁ − m₂|² + Σ (σ₁ − σ₂)², as covariances without rotation commute.
  @Test func normalDistributionsOnTheAxesHaveTheClosedForm() {
    let first = FeatureMoments(mean: [1, 2, 3], covariance: [4, 0, 0, 0, 9, 0, 0, 0, 0])
    let second = FeatureMoments(mean: [1, 0, 4], covariance: [1, 0, 0, 0, 25, 0, 0, 0, 16])
    let expected = (4.0 + 1) + (1 + 4 + 16)
    #expect(abs(FrechetDistance.between(first, second) - expected) < 1e-9)
    #expect(abs(FrechetDistance.between(second, first) - expected) < 1e-9)
  }

  /// For C₁ = [[2, 1], [1, 2]] and C₂ = diag(1, 4), tr (C₁ C₂)^½ = √(tr C₁C₂ + 2 √det C₁C₂) = √(10 + 2 √12).
  @Test func rotatedCovariancesHaveTheClosedForm() {
    let first = FeatureMoments(mean: [0, 0], covariance: [2, 1, 1, 2])
    let second = FeatureMoments(mean: [3, 4], covariance: [1, 0, 0, 4])
    let expected = 25 + 4 + 5 - 2 * (10 + 2 * 12.0.squareRoot()).squareRoot()
    #expect(abs(FrechetDistance.between(first, second) - expected) < 1e-12)
  }

  @Test(arguments: [(200, 24), (10, 40)])
  func equalSetsAreAtNoDistance(rows: Int, width: Int) {
    let set = HashedFeatures.matrix(rows, width, set: 0)
    #expect(FrechetDistance.between(set, set) < 1e-10)
    let moved = HashedFeatures.matrix(rows, width, set: 0, plus: 0.5)
    #expect(abs(FrechetDistance.between(set, moved) - 0.25 * Double(width)) < 1e-4)
  }

  @Test func whatIsNoNumberHasNoDistance() {
    let broken = FeatureMatrix(rows: 3, width: 2, values: [1, 2, .nan, 0, 3, 1])
    let set = HashedFeatures.matrix(3, 2, set: 0)
    #expect(FrechetDistance.between(broken, set).isNaN)
    #expect(FrechetDistance.between(set, broken).isNaN)
  }

  @Test func theBitsDoNotDependOnTheNumberOfThreads() {
    let left = HashedFeatures.matrix(300, 50, set: 0)
    let right = HashedFeatures.matrix(400, 50, set: 1)
    let found = HashedFeatures.atThreadCounts { FrechetDistance.between(left, right) }
    #expect(found.one == found.two && found.one > 0)
  }
}
