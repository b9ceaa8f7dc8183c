import Oko
import OkoImaging
import Testing

@Suite struct InstanceScoresTests {
  private func map(_ ids: [UInt32]) -> InstanceMap {
    InstanceMap(size: Size(width: ids.count, height: 1), ids: ids)
  }

  private func measured(
    _ predicted: [UInt32], _ truth: [UInt32], labels: [UInt8]? = nil
  ) -> InstanceScores? {
    var evaluation = SegmentationEvaluation(classCount: 2)
    evaluation.add(
      instances: map(predicted), truth: map(truth),
      labels: labels.map { LabelMap(size: Size(width: $0.count, height: 1), labels: $0) })
    return evaluation.scores.instances
  }

  @Test func aPairCountsUpToItsOverlap() throws {
    // Three pixels of five: exactly 0.6. The other thing is not found, and one is invented.
    let scores = try #require(measured([7, 7, 7, 0, 0, 0, 9], [1, 1, 1, 1, 1, 2, 0]))
    #expect(scores.truthCount == 2 && scores.predictedCount == 2 && scores.pictureCount == 1)
    let third = 1.0 / 3
    #expect(scores.precisions == [third, third, third, 0, 0, 0, 0, 0, 0, 0])
    #expect(scores.averagePrecision50 == 1.0 / 3 && scores.averagePrecision75 == 0)
    #expect(abs(scores.averagePrecision - 0.1) < 1e-12)
    #expect(scores.meanMatchedIoU == 0.6)
  }

  @Test func everyThresholdIsReachedWhereItIsMetExactly() throws {
    for twentieths in 10..<20 {
      let truth = [UInt32](repeating: 1, count: 20)
      let predicted = (0..<20).map { UInt32($0 < twentieths ? 3 : 0) }
      let scores = try #require(measured(predicted, truth))
      #expect(scores.precisions.count { $0 == 1 } == twentieths - 9)
    }
  }

  @Test func twoHalvesOfAThingAreOneFindAndOneInvention() throws {
    let scores = try #require(measured([1, 1, 2, 2], [5, 5, 5, 5]))
    #expect(scores.precisions[0] == 0.5 && scores.precisions[1] == 0)
    #expect(scores.meanMatchedIoU == 0.5)
  }

  @Test func aThingOverTwoIsOneOfThem() throws {
    let scores = try #require(measured([1, 1, 1, 1], [5, 5, 6, 6]))
    #expect(scores.precisions[0] == 0.5)
  }

  @Test func emptyPicturesDoNotCountAndUnfoundThingsDo() throws {
    #expect(measured([0, 0], [0, 0]) == nil)
    var evaluation = SegmentationEvaluation(classCount: 2)
    #expect(evaluation.add(instances: map([0, 0]), truth: map([0, 0])) == nil)
    #expect(evaluation.add(instances: map([0, 0]), truth: map([4, 0])) == 0)
    #expect(evaluation.add(instances: map([0, 3]), truth: map([0, 4])) == 1)
    let scores = try #require(evaluation.scores.instances)
    #expect(scores.pictureCount == 2 && scores.averagePrecision == 0.5)
  }

  @Test func ignoredPixelsCountForNoThing() throws {
    // The first thing shrinks to what is known; the second lies on ignored pixels for the most part.
    let scores = try #require(
      measured(
        [1, 1, 1, 0, 2, 2, 2, 3], [8, 8, 0, 0, 0, 0, 0, 0], labels: [1, 1, 255, 0, 255, 255, 0, 0]))
    #expect(scores.predictedCount == 2)
    #expect(scores.precisions == [Double](repeating: 0.5, count: 10))
  }

  /// The reference numbers are those of a snippet over the scenes of seeds 1, 2 and 3.
  ///
  ///     s = np.array([[((p == a) & (t == b)).sum() for b in ids_t] for a in ids_p])
  ///     u = area_p[:, None] + area_t[None] - s
  ///     for k in range(10, 20):
  ///         ok = 20 * s >= k * u
  ///         i, j = scipy.optimize.linear_sum_assignment(-ok.astype(float)); tp = ok[i, j].sum()
  ///         precision = tp / (len(ids_p) + len(ids_t) - tp)
  @Test func figuresEqualThoseOfNumPy() throws {
    var evaluation = SegmentationEvaluation(classCount: 2)
    for seed in 1...3 {
      let scene = InstanceScene(seed: UInt64(seed))
      evaluation.add(instances: scene.predicted, truth: scene.truth)
    }
    let scores = try #require(evaluation.scores.instances)
    #expect(scores.truthCount == 36 && scores.predictedCount == 30)
    let mean = [
      0.5047619047619047, 0.43611111111111106, 0.4083333333333334, 0.3186274509803922,
      0.19917440660474717, 0.08465608465608465, 0.08465608465608465, 0.032036613272311214,
      0.014492753623188406, 0.014492753623188406,
    ]
    let pooled = [
      0.5, 0.43478260869565216, 0.40425531914893614, 0.32, 0.2, 0.08196721311475409,
      0.08196721311475409, 0.03125, 0.015384615384615385, 0.015384615384615385,
    ]
    for (value, expected) in zip(scores.precisions + scores.pooledPrecisions, mean + pooled) {
      #expect(abs(value - expected) < 1e-9)
    }
    #expect(abs(scores.averagePrecision - 0.2097342496622346) < 1e-9)
    #expect(abs(scores.pooledAveragePrecision - 0.2084991584843327) < 1e-9)
    #expect(abs(try #require(scores.meanMatchedIoU) - 0.7089150667969603) < 1e-9)
  }
}
