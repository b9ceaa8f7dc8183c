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
  /// The side of the squares that pictures are fitted into, in pixels.
  public let imageSize: Int

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
    imageSize = options.imageSize ?? Self.imageSize(for: dataset.samples(.train))
    network = ClassifierNetwork(ClassifierArchitecture(classCount: dataset.classNames.count))
    network.initialize(seed: options.seed)
    adopted = try ModelLoading.adopt(
      adopts ? options.initialModel : nil, of: Self.task, into: network)
  }

  /// The median of the longer sides of some pictures, rounded up to a multiple of 32, from 64 to 224.
  private static func imageSize(for samples: [ClassSample]) -> Int {
    let step = max(1, samples.count / 200)
    let sides = stride(from: 0, to: samples.count, by: step).compactMap { index in
      (try? ImageDecoder.size(path: samples[index].imagePath)).map { max($0.width, $0.height) }
    }.sorted()
    guard !sides.isEmpty else { return 64 }
    return min(max((sides[sides.count / 2] + 31) / 32 * 32, 64), 224)
  }

  /// Checks that `output` does not lie in the dataset.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Pictures in a step.
  public var batchSize: Int { min(options.batchSize, dataset.samples(.train).count) }

  /// The batch, each picture under the name of its class.
  public func sheet(of batch: ClassBatch) -> Image { batch.sheet(classNames: dataset.classNames) }

  /// Shuffled, augmented batches of the training pictures.
  public func loader(_ loop: TrainingOptions) throws -> BatchLoader<ClassPicture, ClassBatch> {
    var augmentation = options.augmentation
    if !options.mirrors { augmentation.horizontalFlip = 0 }
    return try ClassBatches.loader(
      dataset.samples(.train), side: imageSize, augmentation: augmentation, options: loop)
  }

  /// The classifier with its optimizer, its average and what measures it.
  public func trainee() -> any Trainable<ClassBatch> {
    let fingerprint = String(dataset.fingerprint, radix: 16)
    let body = NetworkInTraining(
      network, twin: ClassifierNetwork(network.architecture),
      weightDecay: options.weightDecay,
      data: TrainingData(classNames: dataset.classNames, fingerprint: fingerprint))
    let description = ModelDescription(
      task: Self.task, classNames: dataset.classNames, imageSize: imageSize,
      details: modelDetails(
        architecture: network.architecture, pictures: dataset.samples(.train).count,
        fingerprint: fingerprint))
    return ClassificationTrainee(
      body, description: description, labelSmoothing: options.labelSmoothing,
      evaluator: ClassificationEvaluator(
        samples: dataset.samples(.val), classCount: dataset.classNames.count),
      output: options.output)
  }
}
