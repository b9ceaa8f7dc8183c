import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct SegmentationMeasurementTests {
  @Test func classesAreMatchedByName() throws {
    let folder = try DiscFolder()
    let names = ["Disc", "background", "star"]
    let segmenter = DiscFolder.segmenter(separatesInstances: false, classNames: names)
    let measurement = try SegmentationMeasurement(
      SegmenterEnsemble([segmenter]), called: "toy", on: folder.path)
    #expect(measurement.warnings.isEmpty && measurement.pictureCount == 4)
    let report = try measurement.report()
    var expected = SegmentationEvaluation(classCount: 2)
    for sample in measurement.dataset.samples(.val) {
      var labels = try segmenter.segment(path: sample.imagePath).labels
      labels.labels = labels.labels.map { [1, 0, 255][Int($0)] }
      let truth = try sample.truth(classCount: 2)
      expected.add(predicted: labels, truth: truth.labels)
    }
    #expect(report.scores == expected.scores)
    #expect(report.classNames == ["background", "disc"])
  }

  @Test func aModelThatSharesTheBackgroundAloneIsRefused() throws {
    let folder = try DiscFolder()
    let segmenter = DiscFolder.segmenter(
      separatesInstances: false, classNames: ["background", "star"])
    let error = #expect(throws: ModelError.self) {
      try SegmentationMeasurement(
        SegmenterEnsemble([segmenter]), called: "toy", on: folder.path)
    }
    #expect(error?.description.contains("it knows star, the dataset has disc") == true)
  }

  @Test func aClassThatTheModelLacksIsAWarning() throws {
    let folder = try DiscFolder(classNames: ["background", "disc", "moon"])
    let segmenter = DiscFolder.segmenter(separatesInstances: false)
    let measurement = try SegmentationMeasurement(
      SegmenterEnsemble([segmenter]), called: "toy", on: folder.path)
    #expect(measurement.warnings == ["the model does not know moon"])
  }

  @Test func brokenPicturesAreLeftOutAndTheWorstAreKept() throws {
    let folder = try DiscFolder()
    try Data("<html>".utf8).write(to: URL(fileURLWithPath: folder.path + "/masks/val/1.png"))
    let segmenter = DiscFolder.segmenter(separatesInstances: true)
    var measurement = try SegmentationMeasurement(
      SegmenterEnsemble([segmenter]), called: "toy", on: folder.path)
    measurement.worstCount = 2
    let report = try measurement.report()
    let hidden = measurement.dataset.issues.count { $0.severity == .error }
    #expect(report.failures.count + hidden == 1)
    #expect(report.scores.pictureCount == 3)
    #expect(report.worst.count == 2 && report.worst[0].score <= report.worst[1].score)
    #expect(report.worst.allSatisfy { $0.path.contains("/images/val/") })
  }
}
