import Foundation
import Oko
import OkoImaging
import OkoNetworks
import OkoTensors
import OkoTraining
import TestSupport
import Testing

@Suite(.serialized) struct DetectionEvaluatorTests {
  private let folder: DatasetFolderFixture
  private let dataset: DetectionDataset

  /// Ten pictures, of which eight are for training.
  init() throws {
    folder = try DatasetFolderFixture()
    let source = SyntheticKind.shapes.source(size: Size(width: 64, height: 48), seed: 3)
    try SyntheticDataset.write(source, count: 10, to: folder.path + "/shapes")
    dataset = try DetectionDataset.load(folder: folder.path + "/shapes")
  }

  private var evaluator: DetectionEvaluator {
    DetectionEvaluator(samples: dataset.samples(.train), classNames: dataset.classNames)
  }

  /// Random weights find something everywhere.
  private func detector() throws -> Detector {
    let network = DetectorNetwork(DetectorArchitecture(.nano, classCount: 3))
    network.initialize(seed: 1)
    return Detector(
      network,
      description: ModelDescription(
        task: "detect", classNames: dataset.classNames, imageSize: 64, details: [:]))
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let before = Workers.shared.threadCount
    defer { Workers.shared.threadCount = before }
    let detector = try detector()
    let found = try [1, 2, 20].map { threads in
      Workers.shared.threadCount = threads
      var shares: [Double] = []
      let findings = try evaluator.findings(of: detector) { shares.append($0) }
      #expect(shares == (1...8).map { Double($0) / 8 })
      return findings.detections
    }
    #expect(found[0].count == 8 && found[0].contains { !$0.isEmpty })
    #expect(found[0] == found[1] && found[0] == found[2])
  }

  @Test func picturesThatCannotBeReadAreLeftOutAndNamed() throws {
    let (detector, evaluator) = (try detector(), evaluator)
    let whole = try evaluator.findings(of: detector)
    #expect(whole.failures.isEmpty)
    let (broken, absent) = (evaluator.samples[2].imagePath, evaluator.samples[7].imagePath)
    try Data("<html>".utf8).write(to: URL(fileURLWithPath: broken))
    try FileManager.default.removeItem(atPath: absent)
    let findings = try evaluator.findings(of: detector)
    #expect(findings.failures.map(\.path) == [broken, absent])
    #expect(findings.failures.map(\.error.code) == [.notAnImage, .unreadable])
    let rest = [0, 1, 3, 4, 5, 6]
    #expect(findings.samples == rest.map { evaluator.samples[$0] })
    #expect(findings.detections == rest.map { whole.detections[$0] })
    // Their objects are not missed, either.
    let truths = evaluator.scores(of: findings).classes.reduce(0) { $0 + $1.truthCount }
    #expect(truths == rest.reduce(0) { $0 + evaluator.samples[$1].objects.count })
    let error = #expect(throws: TrainingError.self) { try evaluator.scores(of: detector) }
    #expect(error?.file == broken)
  }

  @Test func neitherCheckNorTrainingNorMeasuringTouchesTheDataset() throws {
    let data = dataset.folder
    let before = try hashes(of: data)
    #expect(before.count > 30)
    #expect(try DatasetCheck(folder: data).errorCount == 0)
    var options = DetectionTrainingOptions(data: data, output: folder.path + "/run")
    (options.imageSize, options.batchSize) = (64, 4)
    options.stopRule = StopRule(epochs: 1)
    var training = try DetectionTraining(options)
    _ = try training.run()
    let detector = try Detector.load(training.options.output + "/best.safetensors")
    let report = DetectionReport(
      scores: evaluator.scores(of: try evaluator.findings(of: detector)),
      classNames: dataset.classNames, samples: evaluator.samples)
    try report.write(to: training.options.output)
    #expect(try hashes(of: data) == before)
  }

  /// The SHA-256 of every file, and of nothing for every folder, by its path.
  private func hashes(of folder: String) throws -> [String: String] {
    var hashes: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let content = FileManager.default.contents(atPath: folder + "/" + path) ?? Data()
      hashes[path] = SHA256.hex([UInt8](content))
    }
    return hashes
  }
}
