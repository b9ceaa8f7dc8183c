import Oko
import Testing

@Suite struct KernelDistanceTests {
  private let first = HashedFeatures.matrix(40, 12, set: 0)
  private let second = HashedFeatures.matrix(30, 12, set: 1, times: 0.8, plus: 0.1)

  /// From NumPy, with `hashed` of HashedFeatures.
  ///
  ///     def mmd(x, y):
  ///         k = lambda p, q: (p @ q.T / p.shape[1] + 1) ** 3
  ///         xx, yy, xy, m, n = k(x, x), k(y, y), k(x, y), len(x), len(y)
  ///         return ((xx.sum() - np.trace(xx)) / (m * (m - 1))
  ///                 + (yy.sum() - np.trace(yy)) / (n * (n - 1)) - 2 * xy.mean())
  ///     a, b = hashed(40, 12, 0), hashed(30, 12, 1) * 0.8 + 0.1
  ///     mmd(a, b), mmd(a, a)
  @Test func wholeSetsHaveTheDistanceOfNumPy() {
    #expect(abs(KernelDistance.squared(first, second) - 0.015643135557024568) < 1e-7)
    #expect(abs(KernelDistance.squared(first, first) + 0.02193438707054085) < 1e-7)
  }

  /// A row of 1 and one of 2 have (1 · 2 + 1)³ = 27, and so on.
  @Test func handSizedSetsHaveTheDistanceOfTheFormula() {
    let pair = FeatureMatrix(rows: 2, width: 1, values: [1, 2])
    let other = FeatureMatrix(rows: 2, width: 1, values: [0, 1])
    let expected = 27.0 + 1.0 - 2 * (1 + 8 + 1 + 27) / 4
    #expect(abs(KernelDistance.squared(pair, other) - expected) < 1e-9)
  }

  @Test func subsetsAsLargeAsTheSetsHaveTheirDistance() {
    let equal = HashedFeatures.matrix(30, 12, set: 4)
    let estimate = KernelDistance.estimate(equal, second, subsetCount: 3, subsetSize: 30)
    #expect(abs(estimate.mean - estimate.whole) < 1e-6)
    #expect(estimate.deviation < 1e-6)
  }

  @Test func subsetsScatterAboutTheDistanceOfTheWhole() {
    let left = HashedFeatures.matrix(500, 8, set: 0)
    let right = HashedFeatures.matrix(700, 8, set: 1, times: 0.7)
    let estimate = KernelDistance.estimate(left, right)
    #expect(estimate.subsetCount == 100 && estimate.subsetSize == 250)
    #expect(estimate.deviation > 0)
    #expect(abs(estimate.mean - estimate.whole) < estimate.deviation / 2)
    #expect(estimate.whole > 10 * estimate.deviation)
    let again = KernelDistance.estimate(left, right, seed: 1)
    #expect(again.whole == estimate.whole && again.mean != estimate.mean)
  }

  /// Unbiased: for halves of one set the mean over many draws is 0.
  @Test func setsOfOneDistributionAreAtNoDistance() {
    let distances = (0..<40).map { draw in
      KernelDistance.squared(
        HashedFeatures.matrix(60, 6, set: 2 * draw), HashedFeatures.matrix(60, 6, set: 2 * draw + 1)
      )
    }
    let mean = distances.reduce(0, +) / 40
    let deviation = (distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40).squareRoot()
    #expect(abs(mean) < deviation)
    #expect(distances.contains { $0 < 0 } && distances.contains { $0 > 0 })
  }

  @Test func theBitsDoNotDependOnTheNumberOfThreads() {
    let left = HashedFeatures.matrix(700, 20, set: 0)
    let right = HashedFeatures.matrix(600, 20, set: 1)
    let estimates = HashedFeatures.atThreadCounts { KernelDistance.estimate(left, right) }
    #expect(estimates.one == estimates.two)
  }
}
