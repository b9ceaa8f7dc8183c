import Foundation
import Oko
import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite(.serialized) struct ClassifierTests {
  private static let architecture: ClassifierArchitecture = {
    var architecture = ClassifierArchitecture(classCount: 3)
    architecture.widths = [4, 6, 8, 12, 16]
    return architecture
  }()

  private func network() -> ClassifierNetwork {
    let network = ClassifierNetwork(Self.architecture)
    network.initialize(seed: 1)
    return network
  }

  private func checkpoint(
    size: Int = 64, names: [String] = ["a", "b", "c"], task: String = "classify"
  ) throws -> Checkpoint {
    let told = String(decoding: try JSONEncoder().encode(Self.architecture), as: UTF8.self)
    let description = ModelDescription(
      task: task, classNames: names, imageSize: size, details: ["architecture": told])
    return Checkpoint(tensors: network().checkpointTensors, metadata: description.metadata)
  }

  @Test func everyPictureHasALogitOfEachClass() {
    let x = Tensor(zeros: [2, 64, 96, 3])
    #expect(network()(x).shape == [2, 3])
    #expect(network().features(x).shape == [2, 16])
  }

  @Test func probabilitiesAddUpToOne() throws {
    let classifier = try Classifier(checkpoint())
    let picture = Image(width: 30, height: 50, channels: .gray, filledWith: [90])
    let shares = classifier.probabilities(of: picture)
    #expect(shares.count == 3 && abs(shares.reduce(0, +) - 1) < 1e-5)
  }

  @Test func theNumberOfThreadsChangesNoBit() {
    var random = RandomSource(seed: 2)
    let x = Tensor(uniform: [3, 64, 64, 3], in: 0...1, using: &random)
    let network = network()
    let (one, two) = onOneAndTwoThreads { network(x).scalars }
    #expect(one == two)
  }

  @Test func whatIsNoClassifierIsRefused() throws {
    for hostile in [
      try checkpoint(size: 65), try checkpoint(names: ["a"]), try checkpoint(task: "detect"),
    ] {
      #expect(throws: CheckpointError.self) { try Classifier(hostile) }
    }
    var odd = Self.architecture
    odd.depths[0] = 1_000_000
    #expect(Self.architecture.isValid && !odd.isValid)
  }

  @Test func itLearnsTheTrainingPicturesByHeart() throws {
    let folder = try DatasetFolderFixture()
    let data = folder.path + "/set"
    try ClassificationLoop.writeData(to: data)
    var options = ClassificationLoop.options(data: data, output: folder.path + "/run")
    options.stopRule.epochs = 60
    (options.augmentation, options.evaluationInterval) = (.none, 60)
    var training = try ClassificationTraining(options)
    _ = try training.run()
    let classifier = try Classifier.load(training.options.output + "/last.safetensors")
    let samples = training.dataset.samples(.train)
    let scores = try ClassificationEvaluator(samples: samples).scores(of: classifier)
    #expect(scores.top1 == 1 && scores.count == 8)
    #expect(scores.confusion == [[4, 0], [0, 4]])
    #expect(scores.recalls == [1, 1])
  }
}
