import Foundation
import Oko
import OkoImaging
import OkoNetworks
import OkoTensors
import OkoTraining
import TestSupport
import Testing

/// Runs on a few drawn shapes, in seconds.
@Suite(.serialized) struct DetectionTrainingTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  /// Ten pictures of 96 × 96 pixels, two of them to validate on.
  private func options(epochs: Int, output: String = "run") throws -> DetectionTrainingOptions {
    let data = folder.path + "/shapes"
    if !FileManager.default.fileExists(atPath: data) {
      let source = SyntheticKind.shapes.source(size: Size(width: 96, height: 96), seed: 3)
      try SyntheticDataset.write(source, count: 10, to: data)
    }
    var options = DetectionTrainingOptions(data: data, output: folder.path + "/" + output)
    (options.imageSize, options.batchSize) = (96, 4)
    options.learningRate = 0.004
    options.evaluationInterval = 50
    options.stopRule = StopRule(epochs: epochs)
    options.augmentation = .none
    return options
  }

  private func run(_ options: DetectionTrainingOptions) throws -> DetectionTraining {
    var training = try DetectionTraining(options)
    _ = try training.run()
    return training
  }

  @Test func itLearnsTheTrainingPicturesByHeart() throws {
    let training = try run(options(epochs: 200))
    let detector = try Detector.load(training.options.output + "/last.safetensors")
    let evaluator = DetectionEvaluator(
      samples: training.dataset.samples(.train), classNames: training.dataset.classNames)
    #expect(try evaluator.scores(of: detector).figures.averagePrecision50 > 0.9)
    try expectBoxesOnTheOriginal(detector, training.dataset.samples(.train)[0])
  }

  /// What is found lies in the pixels of the file, whatever its size.
  private func expectBoxesOnTheOriginal(_ detector: Detector, _ sample: DetectionSample) throws {
    let result = try detector.detect(path: sample.imagePath)
    #expect(result.size == sample.size)
    let image = try ImageDecoder.decode(path: sample.imagePath).image
    #expect(detector.detect(image) == result.detections)
    // The same picture twice as large: the same boxes, twice as large.
    let large = image.resized(to: Size(width: 192, height: 192))
    for (one, two) in zip(result.detections, detector.detect(large)) {
      #expect(one.classIndex == two.classIndex)
      #expect(abs(one.box.x * 2 - two.box.x) < 8 && abs(one.box.width * 2 - two.box.width) < 8)
    }
    let isRight = result.detections.contains { found in
      sample.objects.contains {
        $0.classIndex == found.classIndex && $0.box.intersectionOverUnion(found.box) > 0.5
      }
    }
    #expect(isRight)
  }

  @Test func whereNothingIsToBeFoundTrainingIsRefused() throws {
    let options = try options(epochs: 2)
    for name in ["00004", "00009"] {
      let labels = options.data + "/labels/val/\(name).txt"
      #expect(FileManager.default.fileExists(atPath: labels))
      try "".write(toFile: labels, atomically: true, encoding: .utf8)
    }
    let error = #expect(throws: DatasetError.self) { try DetectionTraining(options) }
    #expect(error?.message == "nothing is marked on the validation pictures")
  }

  @Test func aBrokenSetIsRefusedUnlessToldToSkip() throws {
    var options = try options(epochs: 1)
    let labels = options.data + "/labels/train/00000.txt"
    try "9 0.5 0.5 0.1 0.1\n".write(toFile: labels, atomically: true, encoding: .utf8)
    let error = #expect(throws: DatasetError.self) { try DetectionTraining(options) }
    #expect(error?.issues.contains { $0.path == "labels/train/00000.txt" && $0.line == 1 } == true)
    options.skipsBad = true
    #expect(try DetectionTraining(options).dataset.samples(.train).count == 8)
  }

  @Test func anotherModelsWeightsAreTakenOverWhereTheyFit() throws {
    let first = try run(options(epochs: 1, output: "first"))
    var options = try options(epochs: 1, output: "second")
    options.initialModel = first.options.output + "/last.safetensors"
    let second = try DetectionTraining(options)
    #expect(second.adopted?.taken == second.adopted?.of)
    let loaded = try Detector.load(first.options.output + "/last.safetensors")
    #expect(loaded.classNames == second.dataset.classNames)
  }

  @Test func attentionIsTrainedAndFoundAgainInTheModel() throws {
    var options = try options(epochs: 2)
    options.attends = true
    let training = try run(options)
    #expect(training.plan.contains { $0.hasPrefix("network   nano with attention") })
    let path = training.options.output + "/last.safetensors"
    let detector = try Detector.load(path)
    let again = try DetectionTraining.resumed(RunFolder.existing(training.options.output))
    #expect(again.options.attends && again.network.architecture.attends)
    let checkpoint = try SafeTensors.decode([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    let projection = try #require(checkpoint.tensors["attention.attention.output.matrix"])
    #expect(projection.scalars.contains { $0 != 0 })
    let picture = try ImageDecoder.decode(path: training.dataset.samples(.val)[0].imagePath).image
    _ = detector.detect(picture)
  }

  @Test(arguments: [33, 0, 32, 8192]) func imageSizesThatDoNotFitAreRefused(size: Int) throws {
    var options = try options(epochs: 1)
    options.imageSize = size
    #expect(throws: TrainingError.self) { try DetectionTraining(options) }
  }
}
