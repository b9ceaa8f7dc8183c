import Oko
import OkoImaging
import Testing

@Suite struct ConfusionMatrixTests {
  private func box(_ x: Double, _ width: Double = 10) -> Box {
    Box(x: x, y: 0, width: width, height: 10)
  }

  @Test func pairsConfusionsMissesAndInventions() {
    var matrix = ConfusionMatrix(classCount: 2)
    matrix.add(
      boxes: [box(0), box(21), box(40), box(60)], classes: [0, 1, 1, 0],
      scores: [0.9, 0.8, 0.25, 0.3],
      truths: [
        DetectionTruth(box: box(0), classIndex: 0), DetectionTruth(box: box(20), classIndex: 0),
        DetectionTruth(box: box(40), classIndex: 1),
      ])
    // Right, taken for class 1, missed (not sure enough), invented.
    #expect(matrix.rows == [[1, 1, 0], [0, 0, 1], [1, 0, 0]])
    #expect(matrix[predicted: 1, actual: 0] == 1)
    #expect(matrix[predicted: 2, actual: 1] == 1)
  }

  @Test func aTruthIsPairedWithTheDetectionThatOverlapsItMost() {
    var matrix = ConfusionMatrix(classCount: 2)
    matrix.add(
      boxes: [box(3), box(1)], classes: [0, 1], scores: [0.9, 0.5],
      truths: [DetectionTruth(box: box(0), classIndex: 1)])
    #expect(matrix.rows == [[0, 0, 0], [0, 1, 0], [1, 0, 0]])
  }

  @Test func aDetectionAnswersOnlyForTheTruthThatItOverlapsMost() {
    var matrix = ConfusionMatrix(classCount: 1)
    // Both detections overlap the first truth most, so the second stays alone (as in Ultralytics).
    matrix.add(
      boxes: [box(0), box(1)], classes: [0, 0], scores: [0.9, 0.9],
      truths: [
        DetectionTruth(box: box(0), classIndex: 0), DetectionTruth(box: box(3), classIndex: 0),
      ])
    #expect(matrix.rows == [[1, 1], [1, 0]])
  }

  @Test func detectionsOnACrowdAreNotCounted() {
    var matrix = ConfusionMatrix(classCount: 1)
    matrix.add(
      boxes: [box(0), box(12), box(300)], classes: [0, 0, 0], scores: [0.9, 0.9, 0.9],
      truths: [DetectionTruth(box: box(0, 100), classIndex: 0, isCrowd: true)])
    #expect(matrix.rows == [[0, 0], [1, 0]])
  }
}
