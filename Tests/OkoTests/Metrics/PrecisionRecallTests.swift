import Oko
import Testing

@Suite struct PrecisionRecallTests {
  /// From NumPy, with `hashed` of HashedFeatures.
  ///
  ///     def prdc(real, fake, k):
  ///         d = lambda p, q: np.sqrt(((p[:, None] - q[None]) ** 2).sum(-1))
  ///         rr = np.sort(d(real, real), axis=1)[:, k]; ff = np.sort(d(fake, fake), axis=1)[:, k]
  ///         rf = d(real, fake)
  ///         return ((rf <= rr[:, None]).any(0).mean(), (rf <= ff[None]).any(1).mean(),
  ///                 (rf < rr[:, None]).sum(0).mean() / k, (rf.min(1) < rr).mean())
  ///     prdc(hashed(40, 4, 0), hashed(30, 4, 1) * .8 + .1, k)
  @Test(arguments: [
    (3, [1, 0.875, 1.355_555_555_555_555_4, 0.925]),
    (1, [0.866_666_666_666_666_7, 0.6, 1.233_333_333_333_333_4, 0.45]),
  ])
  func figuresAreThoseOfNumPy(k: Int, expected: [Double]) {
    let scores = PrecisionRecall(
      real: HashedFeatures.matrix(40, 4, set: 0),
      generated: HashedFeatures.matrix(30, 4, set: 1, times: 0.8, plus: 0.1), k: k)
    let values = [scores.precision, scores.recall, scores.density, scores.coverage]
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 1e-12) }
  }

  @Test func equalSetsScoreOne() {
    let set = HashedFeatures.matrix(50, 6, set: 0)
    let scores = PrecisionRecall(real: set, generated: set)
    #expect(scores.precision == 1 && scores.recall == 1 && scores.coverage == 1)
    // A ball holds its own row and the two nearest, off its edge.
    #expect(abs(scores.density - 1) < 1e-12)
  }

  @Test func setsFarApartScoreZero() {
    let scores = PrecisionRecall(
      real: HashedFeatures.matrix(50, 6, set: 0),
      generated: HashedFeatures.matrix(20, 6, set: 1, plus: 9))
    #expect(
      scores
        == PrecisionRecall(
          real: HashedFeatures.matrix(10, 2, set: 0),
          generated: HashedFeatures.matrix(10, 2, set: 1, plus: -7)))
    #expect(scores.precision == 0 && scores.recall == 0)
    #expect(scores.density == 0 && scores.coverage == 0)
  }

  @Test func oneModeOfTwoIsPreciseAndOfLowRecall() {
    let modes = HashedFeatures.values(60, 3, set: 0).enumerated().map { index, value in
      value + (index / 3 < 30 ? 0 : 100)
    }
    let scores = PrecisionRecall(
      real: FeatureMatrix(rows: 60, width: 3, values: modes),
      generated: HashedFeatures.matrix(60, 3, set: 5))
    #expect(scores.precision > 0.7)
    #expect(scores.recall > 0.3 && scores.recall <= 0.5)
    #expect(scores.coverage <= 0.5)
  }

  /// An infinite ball would hold all that is real.
  @Test func rowsThatAreNoNumbersLieNowhere() {
    var values = HashedFeatures.values(12, 2, set: 1)
    for index in values.indices.dropLast(10) { values[index] = .nan }
    let scores = PrecisionRecall(
      real: HashedFeatures.matrix(20, 2, set: 0),
      generated: FeatureMatrix(rows: 12, width: 2, values: values), k: 5)
    #expect(scores.recall == 0)
    #expect(scores.precision <= 5.0 / 12)
  }

  @Test func theBitsDoNotDependOnTheNumberOfThreads() {
    let scores = HashedFeatures.atThreadCounts {
      PrecisionRecall(
        real: HashedFeatures.matrix(700, 20, set: 0),
        generated: HashedFeatures.matrix(600, 20, set: 1, times: 0.9))
    }
    #expect(scores.one == scores.two)
    #expect(scores.one.recall > 0 && scores.one.recall < 1)
  }
}
