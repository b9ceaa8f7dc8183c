import Oko
import Testing

@Suite struct CalibrationBinsTests {
  @Test func anEndOfABinBelongsToItAndNotToTheNext() {
    var bins = CalibrationBins(count: 5)
    for confidence in [0, 0.2, 0.4, 0.6, 0.8, 1] { bins.add(confidence: confidence, isRight: true) }
    #expect(bins.counts == [2, 1, 1, 1, 1])
    bins.add(confidence: 0.2.nextUp, isRight: false)
    #expect(bins.counts == [2, 2, 1, 1, 1])
  }

  @Test(arguments: [3, 7, 10, 15, 20])
  func everyEndOfFifteenthsAndOthersFallsBelowItself(count: Int) {
    var bins = CalibrationBins(count: count)
    for place in 1...count {
      bins.add(confidence: Double(place) / Double(count), isRight: true)
    }
    #expect(bins.counts == [Int](repeating: 1, count: count))
  }

  @Test func theErrorsByHand() {
    var bins = CalibrationBins(count: 2)
    #expect(bins.expectedError == nil && bins.maximumError == nil && bins.accuracy == nil)
    // Below: one of two right at a mean of 0.3; above: three of four at a mean of 0.9.
    for (confidence, isRight) in [
      (0.2, false), (0.4, true), (0.8, true), (0.9, true), (0.9, true), (1.0, false),
    ] { bins.add(confidence: confidence, isRight: isRight) }
    #expect(abs((bins.expectedError ?? 0) - (2 * 0.2 + 4 * 0.15) / 6) < 1e-12)
    #expect(abs((bins.maximumError ?? 0) - 0.2) < 1e-12)
    #expect(abs((bins.expectedError(leastCount: 3) ?? 0) - 0.15) < 1e-12)
    #expect(bins.expectedError(leastCount: 5) == nil)
    #expect(bins.accuracy == 4.0 / 6 && abs((bins.confidence ?? 0) - 0.7) < 1e-12)
  }

  @Test func whatIsNoShareIsTakenForTheNearerEnd() {
    var bins = CalibrationBins(count: 2)
    for confidence in [-1, Double.nan, 2, .infinity] {
      bins.add(confidence: confidence, isRight: true)
    }
    #expect(bins.counts == [2, 2] && bins.confidenceSums == [0, 2])
  }

  @Test func partsAddUpToTheWhole() {
    var (whole, first, second) = (CalibrationBins(), CalibrationBins(), CalibrationBins())
    for place in 0..<64 {
      let (confidence, isRight) = (Double(place) / 64, place % 3 == 0)
      whole.add(confidence: confidence, isRight: isRight)
      if place < 30 {
        first.add(confidence: confidence, isRight: isRight)
      } else {
        second.add(confidence: confidence, isRight: isRight)
      }
    }
    first.add(second)
    #expect(first == whole)
  }

  @Test func whatChanceAloneShowsIsTheMeanDeviation() {
    var bins = CalibrationBins(count: 3)
    #expect(bins.errorByChance == nil)
    // 100 tosses: the mean of |heads − 50| is 100 · C(99, 49) / 2⁹⁹ · ½ = 3.979, a normal number's 3.989.
    for _ in 0..<100 { bins.add(confidence: 0.5, isRight: true) }
    #expect(abs((bins.errorByChance ?? 0) - 0.03979) < 2e-4)
    for _ in 0..<300 { bins.add(confidence: 1, isRight: true) }
    #expect(abs((bins.errorByChance ?? 0) - 0.03979 / 4) < 1e-4)
  }
}
