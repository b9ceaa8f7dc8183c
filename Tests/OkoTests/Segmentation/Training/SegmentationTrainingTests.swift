import Foundation
import Oko
import OkoImaging
import OkoNetworks
import OkoTraining
import TestSupport
import Testing

/// Runs on a few drawn shapes, in seconds.
@Suite(.serialized) struct SegmentationTrainingTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  private func options(epochs: Int, output: String = "run") throws -> SegmentationTrainingOptions {
    let data = folder.path + "/shapes"
    if !FileManager.default.fileExists(atPath: data) {
      let source = SyntheticKind.shapes.source(size: Size(width: 96, height: 96), seed: 3)
      try SyntheticDataset.write(source, count: 10, to: data)
    }
    var options = SegmentationTrainingOptions(data: data, output: folder.path + "/" + output)
    (options.batchSize, options.width) = (4, 8)
    options.patch = Size(width: 96, height: 96)
    options.learningRate = 0.004
    options.evaluationInterval = 50
    options.stopRule = StopRule(epochs: epochs)
    return options
  }

  @Test(arguments: SegmentationArchitecture.Family.allCases)
  func itLearnsTheTrainingPicturesByHeart(network: SegmentationArchitecture.Family) throws {
    var options = try options(epochs: 50)
    options.network = network
    options.augmentation = SegmentationAugmentation.none
    var training = try SegmentationTraining(options)
    _ = try training.run()
    let segmenter = try Segmenter.load(training.options.output + "/last.safetensors")
    let evaluator = SegmentationEvaluator(
      samples: training.dataset.samples(.train), classCount: training.dataset.classNames.count)
    let scores = try evaluator.scores(of: segmenter) { _ in }
    #expect(try #require(scores.meanIoU) > 0.8)
  }

  @Test func whatIsUnsaidIsFittedToTheData() throws {
    var options = try options(epochs: 1)
    (options.width, options.patch, options.batchSize) = (nil, nil, nil)
    let configuration = try SegmentationTraining(options).configuration
    #expect(configuration.architecture.classCount == 4)
    #expect(configuration.patch == Size(width: 96, height: 96))
    #expect(configuration.normalization == .unit)
    #expect(configuration.batchSize == 8)
    // Ten pictures are seen several times in an epoch.
    #expect(configuration.patchesPerPicture == 8)
  }

  @Test func aBrokenMaskIsNamedUnlessItIsToBeSkipped() throws {
    var options = try options(epochs: 1)
    let mask = Image(width: 96, height: 96, channels: .gray, filledWith: [9])
    try Data(PNGEncoder.encode(mask)).write(
      to: URL(fileURLWithPath: options.data + "/masks/train/00000.png"))
    let error = #expect(throws: DatasetError.self) { try SegmentationTraining(options) }
    #expect(error?.issues.map(\.path) == ["masks/train/00000.png"])
    #expect(error?.issues.first?.message.contains("class 9 at pixel (0, 0)") == true)
    options.skipsBad = true
    #expect(try SegmentationTraining(options).dataset.samples(.train).count == 7)
  }

  @Test func everyPictureValidatesInOneFold() throws {
    var names: [String] = []
    for index in 0..<5 {
      var options = try options(epochs: 1)
      options.fold = .init(index, of: 5)
      let dataset = try SegmentationTraining(options).dataset
      #expect(dataset.samples(.train).count == 8 && dataset.samples(.val).count == 2)
      names += dataset.samples(.val).map(\.imagePath)
    }
    #expect(Set(names).count == 10)
  }

  @Test(
    arguments: [
      { $0.width = 7 }, { $0.patch = Size(width: 100, height: 96) },
      { $0.weightDecay = -1 }, { $0.fold = .init(5, of: 5) }, { $0.fold = .init(0, of: 30) },
    ] as [@Sendable (inout SegmentationTrainingOptions) -> Void])
  func whatHasNoMeaningIsRefused(
    change: @Sendable (inout SegmentationTrainingOptions) -> Void
  ) throws {
    var options = try options(epochs: 1)
    change(&options)
    let error = #expect(throws: TrainingError.self) { try SegmentationTraining(options) }
    #expect(error?.code == .option)
  }
}
