import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct ClassificationReportTests {
  private func report() -> ClassificationReport {
    var scores = ClassificationScores(classCount: 2, choices: 3)
    for _ in 0..<3 { scores.add(truth: 0, ranking: [0, 1, nil]) }
    scores.add(truth: 1, ranking: [0, 1, nil])
    let wrong = ClassificationCase(
      path: "in/x.png", picture: ToyClassifier.picture(0), truth: 1, score: 0.25,
      predicted: "cat", confidence: 0.75)
    return ClassificationReport(scores: scores, classNames: ["cat", "a dog"], worst: [wrong])
  }

  @Test func theTableHasARowForEachClass() {
    let text = report().text
    #expect(
      text == """
        class    pictures precision    recall
        cat             3     0.750     1.000
        a dog           1         -     0.000
        mean            4     0.750     0.500

        top-1 0.750  4 pictures
        """)
  }

  @Test func theJSONHasTheFiguresAndNullForWhatIsNotMeasured() {
    let json = report().json
    #expect(json["schema_version"]?.int == 1 && json["pictures"]?.int == 4)
    #expect(json["top1"]?.double == 0.75 && json["top5"]?.isNull == true)
    #expect(json["classes"]?[1]?["precision"]?.isNull == true)
    #expect(json["confusion"]?[1]?.array?.compactMap(\.int) == [1, 0, 0])
    #expect(json["worst"]?[0]?["class"]?.string == "a dog")
    #expect(json["worst"]?[0]?["predicted"]?.string == "cat")
  }

  @Test func picturesAreWritten() throws {
    let folder = try DatasetFolderFixture()
    try report().write(to: folder.path)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["confusion.png", "scores.json", "worst.png"])
    for file in ["confusion.png", "worst.png"] {
      #expect(try ImageDecoder.decode(path: folder.path + "/" + file).image.channels == .rgb)
    }
  }

  @Test func otherClassesHaveAColumnWhereAPictureWasTakenForOne() {
    func width(_ first: Int?) -> Int {
      // Enough classes to be wider than the title.
      var scores = ClassificationScores(classCount: 20, choices: 21)
      scores.add(truth: 1, ranking: [first, 1])
      let names = (0..<20).map { "class \($0)" }
      return ClassificationReport(scores: scores, classNames: names).confusionPlot().width
    }
    #expect(width(nil) > width(0))
  }

  @Test func theLikeliestClassesAreSaid() throws {
    let result = ClassificationResult(probabilities: [0.03, 0.954, 0.016])
    let names = ["cat", "dog", "cow"]
    #expect(result.summary(classNames: names, count: 2) == "dog 95.4 %, cat 3.0 %")
    let json = result.json(image: "x.png", classNames: names, count: 2)
    #expect(json["image"]?.string == "x.png")
    #expect(json["classes"]?.array?.compactMap { $0["class_id"]?.int } == [1, 0])
    #expect(json["classes"]?[0]?["probability"]?.double == 0.954)
  }
}
