import Foundation
import Oko
import Testing

@Suite struct StepScoresTests {
  // Python: [v / t - math.log(sum(math.exp(u / t) for u in (1, 2, 3))) for v in (1, 2, 3)]
  @Test(arguments: [
    (Float(1), [Float(-2.4076059), -1.4076059, -0.4076059]),
    (Float(2), [Float(-1.6802697), -1.1802697, -0.6802697]),
  ])
  func logitsAreDividedByTheTemperature(temperature: Float, expected: [Float]) {
    let scores = StepScores(logits: [1, 2, 3], classes: 3, temperature: temperature)
    for (found, wanted) in zip(scores.logProbabilities, expected) {
      #expect(abs(found - wanted) < 1e-6)
    }
  }

  @Test func atZeroTheFirstOfTheLikeliestIsSure() {
    let scores = StepScores(logits: [1, 3, 3, 7, 2, 1], classes: 3, temperature: 0)
    let never = -Float.infinity
    #expect(scores.steps == 2)
    #expect(scores.logProbabilities == [never, 0, never, 0, never, never])
  }

  @Test func aLineWithoutStepsIsEmpty() {
    for temperature in [Float(0), 1] {
      let scores = StepScores(logits: [], classes: 3, temperature: temperature)
      #expect(scores.steps == 0)
      #expect(TextDecoding().decode(scores, alphabet: Alphabet("ab")).text == "")
    }
  }

  @Test func aNegativeTemperatureIsAMistake() async {
    await #expect(processExitsWith: .failure) {
      _ = StepScores(logits: [1, 2], classes: 2, temperature: -1)
    }
  }
}
