import Foundation
import Oko
import OkoTraining
import Testing

@Suite(.serialized) struct ClassificationTrainingTests {
  private let folder: DatasetFolderFixture
  private var data: String { folder.path + "/set" }

  init() throws {
    folder = try DatasetFolderFixture()
    try ClassificationLoop.writeData(to: folder.path + "/set")
  }

  private var options: ClassificationTrainingOptions {
    ClassificationLoop.options(data: data, output: folder.path + "/run")
  }

  @Test func itLearnsTheTrainingPicturesByHeart() throws {
    var options = options
    (options.stopRule.epochs, options.learningRate) = (80, 0.004)
    (options.augmentation, options.evaluationInterval) = (.none, 80)
    var training = try ClassificationTraining(options)
    _ = try training.run()
    let classifier = try Classifier.load(training.options.output + "/last.safetensors")
    let scores = try ClassificationEvaluator(
      samples: training.dataset.samples(.train), classCount: 2
    ).scores(of: classifier)
    #expect(scores.confusion == [[4, 0, 0], [0, 4, 0]])
    let plot = training.options.output + "/confusion.png"
    #expect(try ImageDecoder.size(path: plot).width > 0)
  }

  @Test func thePlanTellsWhatWillBeDone() throws {
    var options = options
    options.mirrors = false
    let plan = try ClassificationTraining(options).plan.joined(separator: "\n")
    #expect(plan.contains("class folders, 8 pictures to train on, 2 to validate on"))
    #expect(plan.contains("circle, square") && plan.contains("mild, not mirrored"))
    #expect(plan.contains("200 epochs of 2 steps of 4 pictures"))
  }

  @Test func theInputIsAsLargeAsThePicturesUnlessSaid() throws {
    var options = options
    options.imageSize = nil
    #expect(try ClassificationTraining(options).imageSize == 64)
    let other = folder.path + "/large"
    for name in ["a/1", "a/2", "b/1", "b/2"] {
      try folder.writePicture("large/\(name).png", width: 70, height: 130)
    }
    options.data = other
    #expect(try ClassificationTraining(options).imageSize == 160)
  }

  @Test func picturesAreMirroredUnlessThatIsRefused() throws {
    var options = options
    options.augmentation = .none
    options.augmentation.horizontalFlip = 1
    func first(_ options: ClassificationTrainingOptions) throws -> [Float] {
      var loop = TrainingOptions(output: options.output)
      loop.batchSize = 8
      let loader = try ClassificationTraining(options).loader(loop)
      let stream = loader.batches(
        EpochPlan(epoch: 0, plannedEpochs: 1, stepsPerEpoch: loader.batchCount))
      defer { stream.cancel() }
      return try #require(try stream.next()).0.images.scalars
    }
    let mirrored = try first(options)
    options.mirrors = false
    let upright = try first(options)
    #expect(mirrored != upright)
    // A row has 64 pixels of three samples.
    let back = upright.indices.map { index -> Float in
      let (row, place) = index.quotientAndRemainder(dividingBy: 192)
      let (x, channel) = place.quotientAndRemainder(dividingBy: 3)
      return mirrored[row * 192 + (63 - x) * 3 + channel]
    }
    #expect(zip(back, upright).allSatisfy { abs($0 - $1) < 0.01 })
  }

  @Test(
    arguments: [
      { $0.imageSize = 65 }, { $0.imageSize = 0 }, { $0.weightDecay = -1 },
      { $0.labelSmoothing = 1 }, { $0.augmentation.scale = 0...1 },
    ] as [@Sendable (inout ClassificationTrainingOptions) -> Void])
  func optionsWithoutAMeaningAreRefused(
    change: @Sendable (inout ClassificationTrainingOptions) -> Void
  ) {
    var options = options
    change(&options)
    #expect(throws: TrainingError.self) { try ClassificationTraining(options) }
  }
}
