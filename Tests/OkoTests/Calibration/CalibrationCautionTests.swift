import Oko
import OkoImaging
import Testing

@Suite struct CalibrationCautionTests {
  /// A report of `count` answers of logit 1, of which `before` and `after` shares are right.
  private func report(count: Int, right before: Double, then after: Double) -> CalibrationReport {
    var answers = BinaryAnswers()
    for number in 0..<count {
      let isRight = Double(number) < before * Double(count)
      answers.add(logit: number % 2 == 0 ? 1 : 2, isRight: isRight, picture: number)
    }
    func scores(_ share: Double) -> CalibrationScores {
      var scores = CalibrationScores()
      for number in 0..<count {
        scores.add(logit: 1, isRight: Double(number) < share * Double(count))
      }
      return scores
    }
    return CalibrationReport(
      answers: "pictures", fit: TemperatureFit(before: .one, to: answers),
      scores: [scores(before), scores(after), scores(after)], figures: [], pictureCount: count,
      failures: [])
  }

  @Test func aFitThatHelpsOnManyAnswersNeedsNoCaution() {
    // A logit of 1 is worth 0.731.
    #expect(report(count: 200, right: 0.6, then: 0.7).cautions == [])
    #expect(report(count: 200, right: 0.7, then: 0.7).cautions == [])
  }

  @Test func fewAnswersAreToldOf() {
    let cautions = report(count: 199, right: 0.6, then: 0.7).cautions
    #expect(cautions.count == 1 && cautions[0].contains("199 pictures, which tell little"))
  }

  @Test func aLargerErrorIsToldOfWithBothFigures() {
    let cautions = report(count: 200, right: 0.7, then: 0.6).cautions
    #expect(cautions.count == 1 && cautions[0].contains("ECE 0.1311 after, 0.0311 before"))
  }

  @Test func atAnEndMistakesAreTooFew() {
    let cautions = report(count: 200, right: 1, then: 1).cautions
    #expect(cautions.count == 1 && cautions[0].contains("too few mistakes"))
  }
}
