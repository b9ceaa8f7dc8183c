import Foundation
import Oko
import Testing

@Suite(.serialized) struct ClassificationEvaluatorTests {
  private let folder: DatasetFolderFixture
  private let samples: [ClassSample]

  init() throws {
    let folder = try DatasetFolderFixture()
    samples = try (0..<40).map { number in
      try folder.write(PNGEncoder.encode(ToyClassifier.picture(number)), to: "\(number).png")
      return ClassSample(imagePath: "\(folder.path)/\(number).png", classIndex: number % 3)
    }
    self.folder = folder
  }

  private var evaluator: ClassificationEvaluator {
    ClassificationEvaluator(samples: samples, classCount: 3)
  }

  @Test func theScoresAreThoseOfTheClassifiedPictures() throws {
    let classifier = try ToyClassifier.classifier()
    var expected = ClassificationScores(classCount: 3, choices: 3)
    for sample in samples {
      let result = try classifier.classify(path: sample.imagePath)
      expected.add(truth: sample.classIndex, ranking: result.ranking)
    }
    var shares: [Double] = []
    #expect(try evaluator.scores(of: classifier) { shares.append($0) } == expected)
    #expect(shares == [0.8, 1])
  }

  @Test func aPictureThatCannotBeReadIsNamed() throws {
    try folder.write("<html>", to: "7.png")
    let error = #expect(throws: TrainingError.self) {
      try evaluator.scores(of: ToyClassifier.classifier())
    }
    #expect(error?.description.contains(samples[7].imagePath) == true)
  }

  @Test func progressMayStopTheMeasuring() throws {
    let classifier = try ToyClassifier.classifier()
    #expect(throws: CancellationError.self) {
      try evaluator.scores(of: classifier) { _ in throw CancellationError() }
    }
  }
}
