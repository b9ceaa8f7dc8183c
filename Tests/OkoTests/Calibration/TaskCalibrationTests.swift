import Foundation
import Oko
import OkoImaging
import OkoNetworks
import Testing

@Suite(.serialized) struct TaskCalibrationTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  /// Ten pictures, of which eight are for training, and a detector of random weights.
  private func detection(
    _ temperature: Float = 1, bias: Float = 0
  ) throws -> (data: String, detector: Detector) {
    let data = folder.path + "/shapes"
    if !FileManager.default.fileExists(atPath: data) {
      let source = SyntheticKind.shapes.source(size: Size(width: 64, height: 48), seed: 3)
      try SyntheticDataset.write(source, count: 10, to: data)
    }
    let names = try DetectionDataset.load(folder: data).classNames
    let network = DetectorNetwork(DetectorArchitecture(.nano, classCount: names.count))
    network.initialize(seed: 1)
    var description = ModelDescription(
      task: "detect", classNames: names, imageSize: 64, temperature: temperature)
    description.bias = bias
    return (data, Detector(network, description: description))
  }

  @Test func aDetectorIsMadeHonestAndFindsTheSame() throws {
    let (data, detector) = try detection(0.5)
    var calibration = try DetectionCalibration(
      detector, called: "toy", on: data, split: .train)
    calibration.confidence = 0.001
    var seen: [Int] = []
    let report = try calibration.report { seen.append($0) }
    #expect(seen == Array(1...8) && report.pictureCount == 8)
    #expect(report.fit.before == Temperature(0.5) && report.fit.after != .one)
    #expect(report.before.count > 10 && report.after.count == report.before.count)
    #expect(report.crossFitted.count == report.before.count)
    for (after, before) in [
      (report.after.negativeLogLikelihood, report.before.negativeLogLikelihood),
      (report.after.expectedError, report.before.expectedError),
    ] { #expect(try #require(after) < #require(before)) }
    #expect(report.figures.map(\.name) == ["mAP50", "mAP50-95"])
    for figure in report.figures {
      #expect(try abs(#require(figure.before) - #require(figure.after)) < 1e-9)
    }
    #expect(report.errors.map(\.name) == ["ECE by chance", "D-ECE", "D-ECE, placed"])

    calibration.fitsBias = true
    let biased = try calibration.report()
    #expect(biased.fit.hasBias && biased.text.contains("\nbias "))
    #expect(
      try #require(biased.after.negativeLogLikelihood)
        <= #require(report.after.negativeLogLikelihood))
    #expect(biased.figures == report.figures)
  }

  @Test func scoresOfADetectorDoNotDependOnItsCalibration() throws {
    let (data, plain) = try detection()
    let dataset = try DetectionDataset.load(folder: data)
    let evaluator = DetectionEvaluator(
      samples: dataset.samples(.train), classNames: dataset.classNames)
    let expected = try evaluator.scores(of: plain)
    for (temperature, bias) in [(0.3, 0), (4, -1), (0.05, 2)] as [(Float, Float)] {
      let detector = try detection(temperature, bias: bias).detector
      let found = try evaluator.findings(of: detector)
      #expect(found.calibration == Temperature(temperature, bias: bias))
      let scores = evaluator.scores(of: found)
      #expect(scores.figures == expected.figures)
      for (own, other) in zip(scores.classes, expected.classes) {
        #expect(own.precisionByRecall == other.precisionByRecall)
      }
    }
  }

  @Test func thresholdsAreMeantByCalibratedConfidences() {
    let truth = DetectionTruth(box: Box(x: 0, y: 0, width: 10, height: 10), classIndex: 0)
    func scores(_ calibration: Temperature) -> DetectionScores {
      var evaluation = DetectionEvaluation(classCount: 1, calibration: calibration)
      evaluation.add(boxes: [truth.box], classes: [0], scores: [0.2], truths: [truth])
      return evaluation.scores()
    }
    #expect(scores(.one).confusion[predicted: 0, actual: 0] == 0)
    // A logit of −1.386, and 1 more: 0.405.
    #expect(scores(Temperature(1, bias: 1)).confusion[predicted: 0, actual: 0] == 1)
    #expect(abs(scores(.one).bestThreshold - 0.1) < 0.0015)
    #expect(abs(scores(Temperature(1, bias: 1)).bestThreshold - 0.2022) < 0.0015)
    #expect(scores(Temperature(2)).figures == scores(.one).figures)
  }

  @Test func aClassifierIsMadeHonestAndSaysTheSame() throws {
    for number in 0..<20 {
      let bytes = try PNGEncoder.encode(ToyClassifier.picture(number))
      try folder.write(bytes, to: "pets/\(["a", "b", "d"][number % 3])/\(number).png")
    }
    let classifier = try ToyClassifier.classifier()
    let data = folder.path + "/pets"
    let calibration = try ClassificationCalibration(
      classifier, called: "toy", on: data, split: .train)
    let report = try calibration.report()
    // The pictures of d are not among the answers.
    #expect(report.before.count < report.pictureCount && report.before.count > 5)
    #expect(report.figures[0].before == report.figures[0].after)
    #expect(
      try #require(report.after.negativeLogLikelihood)
        <= #require(report.before.negativeLogLikelihood))

    var checkpoint = try ToyClassifier.checkpoint()
    checkpoint.metadata["temperature"] = "3.5"
    let dataset = try ClassFolders.load(folder: data)
    let evaluator = ClassificationEvaluator(samples: dataset.samples(.train), classCount: 3)
    #expect(
      try evaluator.scores(of: Classifier(checkpoint)) == evaluator.scores(of: classifier))
  }

  @Test func aSegmenterIsMadeHonestAndLabelsTheSame() throws {
    let discs = try DiscFolder()
    let segmenter = DiscFolder.segmenter(separatesInstances: true)
    var calibration = try SegmentationCalibration(segmenter, called: "toy", on: discs.path)
    let report = try calibration.report()
    #expect(report.pictureCount == 4 && calibration.pictureCount == 8)
    #expect(report.before.count == 40 * (48 + 52 + 56 + 60))
    #expect(report.figures[0].name == "mIoU" && report.figures[0].before != nil)
    #expect(report.figures[0].before == report.figures[0].after)
    #expect(
      try #require(report.after.negativeLogLikelihood)
        < #require(report.before.negativeLogLikelihood))

    let dataset = try SegmentationDataset.load(folder: discs.path)
    let evaluator = SegmentationEvaluator(samples: dataset.samples(.val), classCount: 2)
    let warm = DiscFolder.segmenter(separatesInstances: true, temperature: 4)
    let expected = try evaluator.scores(of: segmenter)
    #expect(try evaluator.scores(of: warm) == expected)
    #expect(
      try abs(#require(report.figures[0].before) - #require(expected.meanIoU)) < 1e-12)

    // About a quarter of the pixels fit about as well, the same ones each time.
    calibration.fittedPixels = report.before.count / 4
    let (first, second) = (try calibration.report(), try calibration.report())
    #expect(first.fit == second.fit && first.fit != report.fit)
    #expect(abs(first.fit.after.value / report.fit.after.value - 1) < 0.2)
    #expect(first.before == report.before)
  }

  @Test func theReportIsWrittenForPeopleAndPrograms() throws {
    let discs = try DiscFolder()
    let report = try SegmentationCalibration(
      DiscFolder.segmenter(separatesInstances: false), called: "toy", on: discs.path
    ).report()
    #expect(report.text.hasPrefix(" ") && report.text.contains("\nECE  "))
    #expect(report.text.contains("\nmIoU "))
    try report.write(to: folder.path)
    let json = try JSONValue(
      parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.path + "/calibration.json"))))
    #expect(json == report.json)
    #expect(json["errors"]?["ECE"]?["before"]?.double == report.before.expectedError)
    #expect(json["bins"]?["after"]?.array?.count == 15)
    let picture = try ImageDecoder.decode(path: folder.path + "/reliability.png").image
    #expect(picture.size == report.diagram().size && picture.width > 2 * 400)
  }
}
