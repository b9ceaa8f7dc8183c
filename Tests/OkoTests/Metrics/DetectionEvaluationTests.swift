import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct DetectionEvaluationTests {
  // pycocotools 2.0.11, by the script at the end of COCOScene.swift.
  private let figures = [
    0.236139094392, 0.474629179865, 0.193546819122, 0.302745915907, 0.270110550523,
    0.210263602932, 0.227263854425, 0.387341034198, 0.408879495736, 0.446777472527,
    0.455954545455, 0.346357142857,
  ]
  private let classFigures: [(Double, Double, Double)] = [
    (0.494442262955, 0.249639601843, 0.429032258065),
    (0.476540409074, 0.219980147084, 0.450000000000),
    (0.554686065357, 0.270578603955, 0.383870967742),
    (0.417984503273, 0.194272300378, 0.336666666667),
    (0.429492658663, 0.246224818699, 0.444827586207),
    (-1.000000000000, -1.000000000000, -1.000000000000),
  ]
  private let curve: [Double] = [
    1.0, 0.941176470588, 0.941176470588, 0.941176470588, 0.552631578947, 0.310344827586,
    0.238805970149, 0.208955223881, 0.208955223881, 0.0, 0.0,
  ]

  @Test func theTwelveFiguresAreThoseOfPycocotools() {
    let scene = COCOScene()
    #expect(scene.truths.count == 200 && scene.results.count == 585)
    let scores = scene.evaluation().scores()
    for (name, (value, expected)) in zip(COCOFigures.names, zip(scores.figures.values, figures)) {
      #expect(abs(value - expected) < 1e-11, "\(name): \(value), pycocotools has \(expected)")
    }
    for (index, expected) in classFigures.enumerated() {
      let own = scores.classes[index]
      #expect(abs(own.averagePrecision50 - expected.0) < 1e-11)
      #expect(abs(own.averagePrecision - expected.1) < 1e-11)
      #expect(abs(own.averageRecall - expected.2) < 1e-11)
    }
    for (place, expected) in curve.enumerated() {
      #expect(abs(scores.classes[1].precisionByRecall[place * 10] - expected) < 1e-11)
    }
  }

  @Test func theOrderOfListsAndStrangersDoNotMatter() {
    let scene = COCOScene()
    var evaluation = DetectionEvaluation(classCount: 6)
    let box = Box(x: 0, y: 0, width: 50, height: 50)
    let strangers = [
      COCOResult(imageID: 99, categoryID: 1, box: box, score: 1),
      COCOResult(imageID: 1, categoryID: 77, box: box, score: 1),
    ]
    evaluation.add(
      images: (1...40).reversed(), categories: Array(1...6),
      truths: scene.truths + [COCOTruth(imageID: 0, categoryID: 1, box: box, area: 2500)],
      results: strangers + scene.results)
    #expect(evaluation.scores().figures == scene.evaluation().scores().figures)
    #expect(evaluation.pictureCount == 40)
  }

  @Test func theBitsDoNotDependOnTheNumberOfThreads() {
    let before = Workers.shared.threadCount
    defer { Workers.shared.threadCount = before }
    let evaluation = COCOScene().evaluation()
    let results = [1, 2, 4].map { threads -> COCOFigures in
      Workers.shared.threadCount = threads
      return evaluation.scores().figures
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test func perfectDetectionsScoreOneAndNothingScoresMinusOne() {
    let box = Box(x: 10, y: 10, width: 50, height: 50)
    var evaluation = DetectionEvaluation(classCount: 2)
    evaluation.add(
      detections: [Detection(box: box, classIndex: 0, confidence: 0.5)],
      truths: [DetectionTruth(box: box, classIndex: 0)])
    let scores = evaluation.scores()
    for (value, expected) in zip(
      scores.figures.values, [1, 1, 1, -1, 1, -1, 1, 1, 1, -1, 1, -1] as [Double])
    {
      #expect(abs(value - expected) < 1e-12)
    }
    #expect(scores.classes[1].averagePrecision == -1 && scores.classes[1].truthCount == 0)
    #expect(
      DetectionEvaluation(classCount: 3).scores().figures.values.allSatisfy { $0 == -1 })
  }

  @Test func difficultObjectsAndCrowdsAreNeitherRightNorWrong() {
    let box = Box(x: 10, y: 10, width: 50, height: 50)
    let other = Box(x: 200, y: 10, width: 50, height: 50)
    var evaluation = DetectionEvaluation(classCount: 1)
    evaluation.add(
      detections: [
        Detection(box: box, classIndex: 0, confidence: 0.9),
        Detection(box: other, classIndex: 0, confidence: 0.8),
      ],
      truths: [
        DetectionTruth(ObjectAnnotation(box: box, classIndex: 0, isDifficult: true)),
        DetectionTruth(ObjectAnnotation(box: other, classIndex: 0)),
      ])
    let scores = evaluation.scores()
    #expect(abs(scores.figures.averagePrecision - 1) < 1e-12)
    #expect(scores.classes[0].truthCount == 1)
    #expect(scores.confusion.rows == [[1, 0], [0, 0]])
  }

  @Test func theAreaOfATruthIsThatOfItsOutlines() {
    let object = ObjectAnnotation(
      box: Box(x: 0, y: 0, width: 10, height: 10), classIndex: 0,
      polygons: [[0, 0, 10, 0, 0, 10], [5, 5, 9, 5, 9, 9, 5, 9]])
    #expect(DetectionTruth(object).area == 66)
  }

  @Test func theBestThresholdLiesBetweenRightAndWrong() {
    var evaluation = DetectionEvaluation(classCount: 1)
    for index in 0..<10 {
      let box = Box(x: Double(index) * 60, y: 0, width: 50, height: 50)
      let away = Box(x: Double(index) * 60, y: 300, width: 50, height: 50)
      evaluation.add(
        boxes: [box, away], classes: [0, 0], scores: [0.6 + 0.01 * Double(index), 0.4],
        truths: [DetectionTruth(box: box, classIndex: 0)])
    }
    let scores = evaluation.scores()
    #expect(scores.bestThreshold >= 0.4 && scores.bestThreshold < 0.6)
    let curve = scores.confidenceCurve
    #expect(curve.f1[curve.bestIndex] == 1)
    #expect(curve.precision[0] == 0.5 && curve.recall[0] == 1)
    #expect(abs(curve.f1[0] - 2.0 / 3) < 1e-12)
    // Surer than 0.65: four of ten.
    #expect(abs(curve.recall[655] - 0.4) < 1e-12 && curve.precision[655] == 1)
    #expect(curve.recall[1000] == 0 && curve.precision[1000] == 1 && curve.f1[1000] == 0)
  }
}
