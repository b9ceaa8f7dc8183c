public import OkoImaging
import OkoNetworks
import OkoTensors
public import OkoTraining

/// The training of a classifier on a folder of pictures for each class.
///
///     var options = ClassificationTrainingOptions(data: "hands", output: "runs/classify/hands")
///     options.stopRule.seconds = 600
///     var training = try ClassificationTraining(options)
///     print(try training.run(), training.options.output)
public struct ClassificationTraining: TaskTraining {
  /// `classify`.
  public static let task = "classify"
  /// The figures that a stop rule may ask for.
  public static var metricNames: [String] { ClassificationTrainee.metricNames }

  /// How it trains; `output` names the run's folder once that is made.
  public var options: ClassificationTrainingOptions
  /// The run's folder, once it is made.
  public var folder: RunFolder?
  /// What it trains on.
  public let dataset: ClassFolders
  /// The network, with its first weights.
  public let network: ClassifierNetwork
  /// How many parameters came from the model that it starts from, and of how many.
  public let adopted: (taken: Int, of: Int)?
  /// The side of the squares, in pixels.
  let side: Int

  /// Reads and checks the data and builds the network; writes nothing.
  ///
  /// - Parameters:
  ///   - options: How it trains.
  ///   - adopts: Whether weights are taken from `options.initialModel`.
  /// - Throws: `DatasetError`, `CheckpointError` or, for options without a meaning, `TrainingError`.
  public init(_ options: ClassificationTrainingOptions, adopts: Bool) throws {
    try options.validate()
    self.options = options
    dataset = try ClassFolders.checked(folder: options.data, skipsBad: options.skipsBad)
    side = options.imageSize ?? Self.side(for: dataset.samples(.train))
    network = ClassifierNetwork(ClassifierArchitecture(classCount: dataset.classNames.count))
    network.initialize(seed: options.seed)
    if adopts, let name = options.initialModel {
      let initial = try Classifier.load(name)
      adopted = network.adopt(Checkpoint(tensors: initial.network.checkpointTensors))
    } else {
      adopted = nil
    }
  }

  /// The median of the longer sides, rounded up to a multiple of 32, from 64 to 224.
  private static func side(for samples: [ClassSample]) -> Int {
    let sides = samples.prefix(200).compactMap { sample in
      (try? ImageDecoder.size(path: sample.imagePath)).map { max($0.width, $0.height) }
    }.sorted()
    guard !sides.isEmpty else { return 64 }
    return min(max((sides[sides.count / 2] + 31) / 32 * 32, 64), 224)
  }

  /// Checks that `output` does not lie in the dataset.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Pictures in a step.
  public var batchSize: Int { min(options.batchSize, dataset.samples(.train).count) }

  /// A warm-up of three epochs, then half a cosine.
  public var schedule: RateSchedule {
    RateSchedule(
      rate: options.learningRate, finalFraction: 0.02, warmupEpochs: 3, shape: .cosine)
  }

  /// The first batch, each picture under the name of its class.
  public func firstBatch(_ loop: TrainingOptions) throws -> Image? {
    try loader(loop).firstBatch(epochs: options.stopRule.epochs).map { batch in
      let pictures = zip(batch.images.images, batch.classes).prefix(32).map {
        ($0, dataset.classNames[$1])
      }
      return ImageGrid(
        pictures, columns: 8, cell: Size(width: side, height: side), spacing: 4
      ).image()
    }
  }

  /// What will be done, in a few lines for people.
  public var plan: [String] {
    let (train, val) = (dataset.samples(.train).count, dataset.samples(.val).count)
    var lines = [
      "data      \(dataset.folder): class folders, \(train) pictures to train on, \(val) to validate on",
      "classes   \(dataset.classNames.count): \(dataset.classNames.joined(separator: ", "))",
      "network   \(network.trainableCount) weights, \(side) pixels",
      "training  \(options.stopRule.epochs) epochs of \((train + batchSize - 1) / batchSize) steps "
        + "of \(batchSize) pictures" + limits,
      "output    \(options.output)",
    ]
    if let initial = options.initialModel, let adopted {
      lines.append("start     \(adopted.taken) of \(adopted.of) parameters from \(initial)")
    }
    return lines
  }

  /// Makes the trainer and lets it run.
  public func train(
    _ loop: TrainingOptions, resuming: Bool, observers: [any TrainingObserver],
    isInterrupted: @escaping () -> Bool
  ) throws -> StopReason {
    let trainer = try Trainer(
      trainee(), loader: loader(loop), options: loop, observers: observers,
      isInterrupted: isInterrupted)
    return try trainer.run(resuming: resuming)
  }

  private func loader(_ loop: TrainingOptions) -> BatchLoader<ClassPicture, ClassBatch> {
    ClassBatches.loader(
      dataset.samples(.train), side: side, augmentation: options.augmentation, options: loop)
  }

  private func trainee() -> ClassificationTrainee {
    let fingerprint = String(dataset.fingerprint, radix: 16)
    let body = NetworkInTraining(
      network, twin: ClassifierNetwork(network.architecture),
      optimizer: Optimizer(
        network, rule: .adam(beta1: 0.9, beta2: 0.999), weightDecay: options.weightDecay,
        gradientLimit: 10),
      data: TrainingData(classNames: dataset.classNames, fingerprint: fingerprint))
    let description = ModelDescription(
      task: Self.task, classNames: dataset.classNames, imageSize: side,
      details: modelDetails(
        architecture: network.architecture, pictures: dataset.samples(.train).count,
        fingerprint: fingerprint))
    return ClassificationTrainee(
      body, description: description, labelSmoothing: options.labelSmoothing,
      samples: dataset.samples(.val))
  }
}
