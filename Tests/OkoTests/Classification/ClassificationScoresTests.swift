import Oko
import Testing

@Suite struct ClassificationScoresTests {
  /// Of class 0 two are right and one is taken for class 1, of class 1 one for a class the truth does not know.
  private var scores: ClassificationScores {
    var scores = ClassificationScores(classCount: 3, choices: 4)
    scores.add(truth: 0, ranking: [0, 1, nil, 2])
    scores.add(truth: 0, ranking: [0, 2, nil, 1])
    scores.add(truth: 0, ranking: [1, 0, 2, nil])
    scores.add(truth: 1, ranking: [nil, 1, 0, 2])
    return scores
  }

  @Test func rowsAreTrueClassesAndTheLastColumnIsOfOthers() {
    #expect(scores.confusion == [[2, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]])
    #expect(scores.pictureCount == 4 && scores.top1 == 0.5)
  }

  @Test func classesWithoutPicturesHaveNoFigures() {
    #expect((0..<3).map(scores.recall) == [2.0 / 3, 0, nil])
    #expect((0..<3).map(scores.precision) == [1, 0, nil])
    #expect(scores.meanRecall == 1.0 / 3 && scores.meanPrecision == 0.5)
    let none = ClassificationScores(classCount: 2, choices: 2)
    #expect(none.top1 == nil && none.meanRecall == nil && none.pictureCount == 0)
  }

  @Test func fiveOfFiveAreNoFeat() {
    #expect(scores.top5 == nil)
    var many = ClassificationScores(classCount: 6, choices: 6)
    many.add(truth: 5, ranking: [0, 1, 2, 3, 5, 4])
    many.add(truth: 5, ranking: [0, 1, 2, 3, 4, 5])
    #expect(many.top1 == 0 && many.top5 == 0.5)
  }
}
