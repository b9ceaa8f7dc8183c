import Foundation
import Oko
import Testing

@Suite(.serialized) struct ClassificationMeasurementTests {
  private let folder: DatasetFolderFixture

  /// Two pictures that validate of each of the classes `a` and `star`, and one that trains.
  init() throws {
    folder = try DatasetFolderFixture()
    for (number, name) in [
      "train/a", "train/star", "val/a", "val/a", "val/star", "val/star",
    ].enumerated() {
      try folder.write(
        PNGEncoder.encode(ToyClassifier.picture(number)), to: "\(name)/\(number).png")
    }
  }

  private func measurement(_ names: [String]) throws -> ClassificationMeasurement {
    try ClassificationMeasurement(
      ToyClassifier.classifier(names: names), called: "toy", on: folder.path)
  }

  @Test func classesAreMatchedByName() throws {
    let measurement = try measurement(["moon", "Star", "A"])
    #expect(measurement.warnings.isEmpty && measurement.pictureCount == 4)
    let report = try measurement.report()
    #expect(report.classNames == ["a", "star"])
    var expected = ClassificationScores(classCount: 2, choices: 3)
    for sample in measurement.dataset.samples(.val) {
      let result = try measurement.classifier.classify(path: sample.imagePath)
      expected.add(
        truth: sample.classIndex, ranking: result.ranking.map { [nil, 1, 0][$0] })
    }
    #expect(report.scores == expected)
  }

  @Test func aClassThatTheModelLacksIsAWarning() throws {
    let measurement = try measurement(["a", "b", "c"])
    #expect(measurement.warnings == ["the model does not know star"])
    #expect(try measurement.report().worst.prefix(2).map(\.score) == [0, 0])
  }

  @Test func aModelOfOtherClassesIsRefused() {
    #expect(throws: ModelError.self) { try measurement(["x", "y", "z"]) }
  }

  @Test func brokenPicturesAreLeftOutAndTheWorstAreKept() throws {
    try folder.write("<html>", to: "val/a/2.png")
    var measurement = try measurement(["moon", "star", "a"])
    measurement.worstCount = 2
    let report = try measurement.report()
    #expect(report.failures.map(\.path) == [folder.path + "/val/a/2.png"])
    #expect(report.pictureCount == 3)
    let shares = try measurement.dataset.samples(.val).filter {
      !$0.imagePath.hasSuffix("/2.png")
    }.map { sample in
      try measurement.classifier.classify(path: sample.imagePath)
        .probabilities[sample.classIndex == 0 ? 2 : 1]
    }.sorted()
    #expect(report.worst.count == 2)
    for (item, share) in zip(report.worst, shares) {
      #expect(abs(item.score - Double(share)) < 1e-5)
    }
  }
}
