import Foundation
import Oko
import OkoNetworks
import OkoTraining
import Testing

@Suite(.serialized) struct GenerationTrainingTests {
  private let folder: DatasetFolderFixture
  private var data: String { folder.path + "/set" }

  init() throws {
    folder = try DatasetFolderFixture()
    try GenerationLoop.writeData(to: folder.path + "/set")
  }

  private var options: GenerationTrainingOptions {
    GenerationLoop.options(data: data, output: folder.path + "/run")
  }

  private func state(_ training: GenerationTraining) throws -> TrainingState {
    try CheckpointStore.read(training.options.output + "/last.safetensors")
  }

  /// A run of three epochs of four steps; with `limit`, stopped after so many steps and taken up again.
  private func trained(
    _ family: GenerationArchitecture.Family, stoppingAfter limit: Int? = nil
  ) throws -> TrainingState {
    var options = options
    (options.network, options.batchSize, options.stopRule.epochs) = (family, 2, 3)
    options.output += "-\(family.rawValue)-\(limit ?? 0)"
    var training = try GenerationTraining(options)
    var steps = 0
    let reason = try training.run {
      steps += 1
      return steps == limit
    }
    guard limit != nil else { return try state(training) }
    guard case .interrupted = reason else {
      Issue.record("not interrupted, but \(reason)")
      return try state(training)
    }
    var resumed = try GenerationTraining.resumed(.existing(training.options.output))
    _ = try resumed.run(resuming: true)
    return try state(resumed)
  }

  @Test(arguments: GenerationArchitecture.Family.allCases)
  func aRunStoppedWithinAnEpochGoesOnWithBothNetworksAndTheStrength(
    family: GenerationArchitecture.Family
  ) throws {
    let whole = try trained(family)
    for place in ["network/", "optimizer/"] {
      let own = whole.part(prefix: "training/discriminator/" + place)
      #expect(own.tensors.values.contains { $0.scalars.contains { $0 != 0 } })
    }
    let strength = try whole.decode(AdaptiveStrength.self, from: "training/augmentation")
    #expect(strength.lead != 0)
    // The classic network's stays at nothing, the other's has begun to adapt.
    #expect((strength.probability == 0) == (family == .dcgan) && strength.probability != 0.2)
    // In the first epoch and in the second, before a step with penalties and behind one.
    for limit in [3, 5] {
      let resumed = try trained(family, stoppingAfter: limit)
      #expect(resumed.strings["training/augmentation"] == whole.strings["training/augmentation"])
      #expect(Set(resumed.tensors.keys) == Set(whole.tensors.keys))
      for (name, tensor) in whole.tensors {
        #expect(resumed.tensors[name]?.scalars == tensor.scalars, "\(name)")
      }
    }
  }

  @Test(arguments: [true, false])
  func networksWithAndWithoutAttentionAreTrainedAndFoundAgain(attends: Bool) throws {
    var options = options
    options.attends = attends
    (options.batchSize, options.stopRule.epochs) = (2, 1)
    options.output += "-\(attends)"
    var training = try GenerationTraining(options)
    _ = try training.run()
    let resumed = try GenerationTraining.resumed(.existing(training.options.output))
    #expect(resumed.options.attends == attends)
    let path = training.options.output + "/last.safetensors"
    #expect(try Generator.load(path).side == 32)
    let checkpoint = try SafeTensors.decode([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    let projections = checkpoint.tensors.filter { $0.key.hasSuffix("attention.output.matrix") }
    #expect(projections.isEmpty != attends)
    // Both networks have left the zeros that the projection began with.
    #expect(projections.values.allSatisfy { $0.scalars.contains { $0 != 0 } })
  }

  @Test func aStateThatLacksAPartIsRefused() throws {
    let trainee = try GenerationTraining(options).trainee()
    let whole = try trainee.state
    func expect(_ message: String, _ change: (inout TrainingState) -> Void) {
      var state = whole
      change(&state)
      let error = #expect(throws: TrainingError.self) { try trainee.restore(state) }
      #expect(error?.code == .checkpoint && error?.message == message)
    }
    expect("the checkpoint has no augmentation") { $0.strings["augmentation"] = nil }
    expect("the checkpoint has no tensor head.bias") {
      $0.tensors["discriminator/network/head.bias"] = nil
    }
    expect("the checkpoint has no number of optimizer steps") {
      $0.strings["discriminator/optimizer/steps"] = "-1"
    }
    expect("the checkpoint's head.bias has shape [3], expected [2]") {
      $0.tensors["discriminator/network/head.bias"] = Tensor(zeros: [3])
    }
    try trainee.restore(whole)
    #expect(try trainee.state.tensors.mapValues(\.scalars) == whole.tensors.mapValues(\.scalars))
  }

  /// Four red pictures of one class and four blue ones of the other.
  private func writeColors() throws {
    for number in 0..<8 {
      let isRed = number % 2 == 0
      let picture = SheetPixels.plain(
        isRed ? 230 : 20, 60, isRed ? 20 : 230, side: 32 + number)
      try folder.write(
        PNGEncoder.encode(picture), to: "colors/\(isRed ? "red" : "blue")/\(number).png")
    }
  }

  @Test func itLearnsTheColorOfEachClass() throws {
    try writeColors()
    var options = options
    options.data = folder.path + "/colors"
    (options.batchSize, options.stopRule.epochs, options.learningRate) = (8, 120, 0.004)
    (options.augmentation, options.evaluationInterval, options.attends) = (0, 120, false)
    var training = try GenerationTraining(options)
    _ = try training.run()
    let generator = try Generator.load(training.options.output + "/last.safetensors")
    #expect(generator.classNames == ["blue", "red"])
    for (index, expected) in [[20, 60, 230], [230, 60, 20]].enumerated() {
      let pictures = generator.pictures(
        (0..<8).map { GenerationRequest(seed: $0, classIndex: index) })
      let mean = Tensor(pictures).mean(axes: [0, 1, 2]).scalars.map { $0 * 255 }
      for (value, expected) in zip(mean, expected) {
        #expect(abs(value - Float(expected)) < 20, "\(generator.classNames[index]): \(mean)")
      }
    }
  }

  @Test func aRunShowsItsPicturesAndMeasuresThem() throws {
    var options = options
    (options.stopRule.epochs, options.evaluationInterval) = (3, 2)
    var training = try GenerationTraining(options)
    _ = try training.run()
    let output = training.options.output
    // Two steps an epoch; ten pictures of two classes.
    for step in [4, 6] {
      let sheet = try ImageDecoder.decode(path: "\(output)/fakes-00000\(step).png").image
      #expect(sheet.width == 16 + 2 * 32 + 4 && sheet.height == 16 + 14 + 10 * 32 + 9 * 4)
    }
    #expect(!FileManager.default.fileExists(atPath: output + "/fakes-000002.png"))
    let results = try String(contentsOfFile: output + "/results.csv", encoding: .utf8)
    for name in ["generator", "discriminator", "penalty", "lead", "augmentation", "diversity"] {
      #expect(results.prefix { $0 != "\n" }.contains(name))
    }
  }

  @Test func whatIsLeftOpenFollowsFromThePictures() throws {
    for (number, side) in [100, 130, 140].enumerated() {
      try folder.writePicture("gray/\(number).png", width: side, height: 300)
    }
    var options = GenerationTrainingOptions(
      data: folder.path + "/gray", output: folder.path + "/run")
    options.width = 16
    let architecture = try GenerationTraining(options).network.architecture
    #expect(architecture.resolution == 128 && architecture.channels == 1)
    #expect(architecture.classCount == 1)
    options.data = data
    #expect(try GenerationTraining(options).network.architecture.classCount == 2)
    #expect(try GenerationTraining(options).network.architecture.channels == 3)
    (options.usesClasses, options.resolution, options.channels) = (false, 32, 1)
    let other = try GenerationTraining(options).network.architecture
    #expect(other.classCount == 1 && other.resolution == 32 && other.channels == 1)
  }

  @Test func thePlanTellsWhatWillBeDone() throws {
    let training = try GenerationTraining(options)
    let plan = training.plan.joined(separator: "\n")
    #expect(plan.contains("set: 8 pictures") && plan.contains("circle, square"))
    #expect(plan.contains("residual, 32 pixels, \(training.network.trainableCount) weights"))
    #expect(plan.contains("300 epochs of 2 steps of 4 pictures"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/run"))
  }

  private func first(_ options: GenerationTrainingOptions) throws -> GenerationBatch {
    var loop = TrainingOptions(output: options.output)
    loop.batchSize = 8
    let loader = try GenerationTraining(options).loader(loop)
    let stream = loader.batches(
      EpochPlan(epoch: 0, plannedEpochs: 1, stepsPerEpoch: loader.batchCount))
    defer { stream.cancel() }
    return try #require(try stream.next()).0
  }

  @Test func aBatchHoldsTheSquaresFromMinusOneToOneWithTheirClasses() throws {
    let batch = try first(options)
    #expect(batch.images.shape == [8, 32, 32, 3])
    for (index, file) in batch.files.enumerated() {
      #expect(file.contains(batch.classes[index] == 0 ? "/circle/" : "/square/"))
      let picture = try ImageDecoder.decode(path: file).image
        .resized(to: Size(width: 32, height: 32), filter: .area)
      let own = batch.images.sliced(axis: 0, index..<(index + 1))
      #expect(Image((own + 1) * 0.5) == picture)
    }
  }

  @Test func aboutEverySecondPictureIsMirroredWhereThatIsAsked() throws {
    var options = options
    let upright = try first(options)
    options.mirrors = true
    let mirrored = try first(options)
    #expect(upright.files == mirrored.files)
    let pictures = zip(
      ((upright.images + 1) * 0.5).images, ((mirrored.images + 1) * 0.5).images)
    let turned = pictures.count { $0 != $1 }
    #expect((1...7).contains(turned))
    #expect(pictures.allSatisfy { $0 == $1 || $0.flippedHorizontally() == $1 })
  }

  /// A folder of `count` pictures of one colour each, in `channels`.
  private func loosePictures(_ count: Int, _ channels: Image.Channels) throws -> String {
    let path = folder.path + "/loose"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for index in 0..<count {
      let pixel = (0..<channels.rawValue).map { UInt8(40 + 30 * index + 10 * $0) }
      let picture = Image(width: 40, height: 33, channels: channels, filledWith: pixel)
      try Data(PNGEncoder.encode(picture)).write(
        to: URL(fileURLWithPath: "\(path)/\(index).png"))
    }
    return path
  }

  @Test(arguments: [Image.Channels.gray, .rgba], [3, 6])
  func picturesWithoutColourOrWithAlphaAreLearnedAndMeasuredHoweverFew(
    channels: Image.Channels, count: Int
  ) throws {
    var options = GenerationLoop.options(
      data: try loosePictures(count, channels), output: folder.path + "/run")
    (options.stopRule.epochs, options.batchSize, options.features) = (2, 2, "signs")
    var training = try GenerationTraining(options)
    _ = try training.run()
    let model = training.options.output + "/best.safetensors"
    #expect(try Generator.load(model).channels == channels)
    let table = try String(
      contentsOfFile: training.options.output + "/results.csv", encoding: .utf8)
    #expect(table.contains("metrics/sliced_wasserstein"))
    for sheet in ["reals.png", "timelapse.png"] {
      _ = try ImageDecoder.decode(path: "\(training.options.output)/\(sheet)")
    }
  }

  @Test(
    arguments: [
      { $0.resolution = 48 }, { $0.channels = 2 }, { $0.width = 24 }, { $0.width = 0 },
      { $0.batchSize = 1 }, { $0.penaltyWeight = -1 }, { $0.penaltyWeight = .nan },
      { $0.penaltyInterval = 0 }, { $0.augmentation = 1.1 }, { $0.weightDecay = -1 },
    ] as [@Sendable (inout GenerationTrainingOptions) -> Void])
  func optionsWithoutAMeaningAreRefused(
    change: @Sendable (inout GenerationTrainingOptions) -> Void
  ) {
    var options = options
    change(&options)
    let error = #expect(throws: TrainingError.self) { try GenerationTraining(options) }
    #expect(error?.code == .option)
  }
}
