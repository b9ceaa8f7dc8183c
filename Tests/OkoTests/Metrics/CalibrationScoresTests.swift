import Oko
import OkoImaging
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reference numbers are numpy's: `ece`, Brier and −ln p written out in its vector operations, with bins by
/// `np.ceil(conf * n) - 1` and `np.unique(…, axis=0)` for boxes, on the same made-up answers.
@Suite struct CalibrationScoresTests {
  private struct Answer {
    var logit: Double
    var isRight: Bool
    var box: Box
  }

  private static let answers = (0..<200).map { i -> Answer in
    let logit = Double((i * 37) % 101 - 50) / 10
    let isRight = Double((i * 53) % 97) < 97 / (1 + exp(-logit / 2))
    let box = Box(
      x: Double((i * 7) % 100), y: Double((i * 19) % 90), width: Double(20 + (i * 11) % 60),
      height: Double(10 + (i * 13) % 80))
    return Answer(logit: logit, isRight: isRight, box: box)
  }

  @Test(arguments: [
    (1.0, 0.11800119469272438, 0.2000425836376969, 0.18403334853893397, 0.6517176376619631),
    (2.0, 0.06874731645259918, 0.14354808182477938, 0.1754766676073923, 0.5392360152109741),
  ])
  func yesAndNoAsInNumpy(
    temperature: Double, expected: Double, maximum: Double, brier: Double, likelihood: Double
  ) {
    var scores = CalibrationScores()
    for answer in Self.answers {
      scores.add(logit: answer.logit, isRight: answer.isRight, temperature: temperature)
    }
    #expect(abs((scores.expectedError ?? 0) - expected) < 1e-12)
    #expect(abs((scores.maximumError ?? 0) - maximum) < 1e-12)
    #expect(abs((scores.brier ?? 0) - brier) < 1e-12)
    #expect(abs((scores.negativeLogLikelihood ?? 0) - likelihood) < 1e-12)
  }

  @Test(arguments: [
    (1.0, 0.2039067348577629, 0.55, 0.4975114291285742, 1.0409877476079175),
    (2.5, 0.3365225414953216, 0.55, 0.5779165576657898, 1.083365587539038),
  ])
  func classesAsInNumpy(
    temperature: Double, expected: Double, maximum: Double, brier: Double, likelihood: Double
  ) {
    var scores = CalibrationScores()
    for a in 0..<120 {
      let logits = (0..<4).map { k in Float((a * 29 + k * 17 + a * k * 5) % 23) / 4 }
      let best = logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
      let truth = a % 3 == 0 ? (a * 7 + a / 3) % 4 : best
      scores.add(logits: logits, truth: truth, temperature: temperature)
    }
    #expect(abs((scores.expectedError ?? 0) - expected) < 1e-12)
    #expect(abs((scores.maximumError ?? 0) - maximum) < 1e-12)
    #expect(abs((scores.brier ?? 0) - brier) < 1e-12)
    #expect(abs((scores.negativeLogLikelihood ?? 0) - likelihood) < 1e-12)
  }

  @Test func hugeLogitsStayNumbers() {
    var scores = CalibrationScores()
    scores.add(logit: 1e4, isRight: false)
    scores.add(logits: [-3e4, 3e4], truth: 0)
    #expect(scores.negativeLogLikelihood == 35000)
    #expect(scores.brier == 1.5 && scores.expectedError == 1)
  }

  @Test(arguments: [
    (5, 1, 0.23963682399887937, 200), (5, 2, 0.1863754168510258, 132),
    (2, 8, 0.11756503901596745, 190),
  ])
  func boxesAsInNumpy(divisions: Int, leastCount: Int, expected: Double, total: Int) {
    var bins = CalibrationBoxBins(divisions: divisions)
    bins.leastCount = leastCount
    for answer in Self.answers {
      bins.add(
        confidence: 1 / (1 + exp(-answer.logit)), box: answer.box,
        on: Size(width: 200, height: 180), isRight: answer.isRight)
    }
    #expect(bins.countedTotal == total)
    #expect(abs((bins.expectedError ?? 0) - expected) < 1e-12)
  }

  @Test func boxesInThinBinsDoNotCount() {
    var bins = CalibrationBoxBins()
    for _ in 0..<7 {
      bins.add(
        confidence: 0.9, box: Box(x: 0, y: 0, width: 10, height: 10),
        on: Size(width: 100, height: 100), isRight: false)
    }
    #expect(bins.expectedError == nil && bins.countedTotal == 0)
    bins.add(
      confidence: 0.9, box: Box(x: 5, y: 5, width: 10, height: 10),
      on: Size(width: 100, height: 100), isRight: true)
    #expect(abs((bins.expectedError ?? 0) - (0.9 - 0.125)) < 1e-12)
  }
}
