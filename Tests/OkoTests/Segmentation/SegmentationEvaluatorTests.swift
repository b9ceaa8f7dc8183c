import Foundation
import Oko
import OkoImaging
import OkoTensors
import OkoTraining
import Testing

@Suite(.serialized) struct SegmentationEvaluatorTests {
  private let fixture: DiscFolder
  private let dataset: SegmentationDataset

  init() throws {
    fixture = try DiscFolder()
    dataset = try SegmentationDataset.load(folder: fixture.path)
  }

  private var evaluator: SegmentationEvaluator {
    SegmentationEvaluator(samples: dataset.samples(.val), classCount: 2)
  }

  @Test func theScoresAreThoseOfTheSegmentedPictures() throws {
    let segmenter = DiscFolder.segmenter(separatesInstances: true)
    var expected = SegmentationEvaluation(classCount: 2)
    for sample in dataset.samples(.val) {
      let result = try segmenter.segment(path: sample.imagePath)
      let truth = try sample.truth(classCount: 2)
      expected.add(predicted: result.labels, truth: truth.labels)
      expected.add(
        instances: try #require(result.instanceMap), truth: try #require(truth.instances),
        labels: truth.labels)
    }
    var shares: [Double] = []
    let scores = try evaluator.scores(of: segmenter) { shares.append($0) }
    #expect(scores == expected.scores)
    #expect(scores.pictureCount == 4 && scores.instances?.truthCount == 8)
    #expect(shares == [0.25, 0.5, 0.75, 1])
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let before = Workers.shared.threadCount
    defer { Workers.shared.threadCount = before }
    let segmenter = DiscFolder.segmenter(separatesInstances: false)
    let scores = try [1, 3].map { threads in
      Workers.shared.threadCount = threads
      return try evaluator.scores(of: segmenter)
    }
    #expect(scores[0] == scores[1])
    #expect(scores[0].instances == nil)
  }

  @Test func aPictureThatCannotBeReadIsNamed() throws {
    let path = evaluator.samples[1].imagePath
    try Data("<html>".utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: TrainingError.self) {
      try evaluator.scores(of: DiscFolder.segmenter(separatesInstances: false))
    }
    #expect(error?.description.contains(path) == true)
  }

  @Test func progressMayStopTheMeasuring() {
    #expect(throws: CancellationError.self) {
      try evaluator.scores(of: DiscFolder.segmenter(separatesInstances: false)) { _ in
        throw CancellationError()
      }
    }
  }
}
