public import OkoImaging
import OkoNetworks
import OkoTensors
public import OkoTraining

/// The training of a detector on a folder of pictures.
///
///     var options = DetectionTrainingOptions(data: "photos", output: "runs/detect/photos")
///     options.stopRule.seconds = 1800
///     var training = try DetectionTraining(options)
///     print(try training.run(), training.options.output)
public struct DetectionTraining: TaskTraining {
  /// `detect`.
  public static let task = "detect"
  /// The figures of COCO that a stop rule may ask for.
  public static var metricNames: [String] { DetectionTrainee.metricNames }

  /// How it trains; `output` names the run's folder once that is made.
  public var options: DetectionTrainingOptions
  /// The run's folder, once it is made.
  public var folder: RunFolder?
  /// What it trains on.
  public let dataset: DetectionDataset
  /// The network, with its first weights.
  public let network: DetectorNetwork
  /// How many parameters came from the model that it starts from, and of how many.
  public let adopted: (taken: Int, of: Int)?

  /// Reads and checks the data and builds the network; writes nothing.
  ///
  /// - Parameters:
  ///   - options: How it trains.
  ///   - adopts: Whether weights are taken from `options.initialModel`.
  /// - Throws: `DatasetError`, `CheckpointError` or, for options without a meaning, `TrainingError`.
  public init(_ options: DetectionTrainingOptions, adopts: Bool) throws {
    try options.validate()
    self.options = options
    dataset = try DetectionDataset.checked(folder: options.data, skipsBad: options.skipsBad)
    network = DetectorNetwork(
      DetectorArchitecture(
        options.size, classCount: dataset.classNames.count, attends: options.attends))
    network.initialize(seed: options.seed)
    adopted = try ModelLoading.adopt(
      adopts ? options.initialModel : nil, of: Self.task, into: network)
  }

  /// Checks that `output` does not lie in the dataset.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Pictures in a step.
  public var batchSize: Int {
    let count = dataset.samples(.train).count
    return min(options.batchSize ?? (count < 1000 ? 8 : 16), count)
  }

  /// The batch with its boxes.
  public func sheet(of batch: DetectionBatch) -> Image {
    DetectionSheet.image(of: batch, classNames: dataset.classNames)
  }

  /// Shuffled, augmented batches of the training pictures.
  public func loader(
    _ loop: TrainingOptions
  ) throws -> BatchLoader<AugmentedPicture, DetectionBatch> {
    try DetectionBatches.loader(
      dataset.samples(.train), imageSize: options.imageSize, augmentation: options.augmentation,
      options: loop, balance: options.balance)
  }

  /// The detector with its optimizer, its average and what measures it.
  public func trainee() -> any Trainable<DetectionBatch> {
    let fingerprint = String(dataset.fingerprint, radix: 16)
    let body = NetworkInTraining(
      network, twin: DetectorNetwork(network.architecture),
      weightDecay: options.weightDecay,
      data: TrainingData(classNames: dataset.classNames, fingerprint: fingerprint))
    let description = ModelDescription(
      task: Self.task, classNames: dataset.classNames, imageSize: options.imageSize,
      details: modelDetails(
        architecture: network.architecture, pictures: dataset.samples(.train).count,
        fingerprint: fingerprint))
    return DetectionTrainee(
      body, description: description,
      evaluator: DetectionEvaluator(
        samples: dataset.samples(.val), classNames: dataset.classNames))
  }
}

extension DetectionTrainingOptions {
  /// Checks what no default can be put in for.
  func validate() throws(TrainingError) {
    guard imageSize % 32 == 0, (64...4096).contains(imageSize) else {
      throw TrainingError(
        .option, "the image size is \(imageSize); it must be a multiple of 32 from 64 to 4096")
    }
    guard weightDecay.isFinite, weightDecay >= 0 else {
      throw TrainingError(.option, "the weight decay is \(weightDecay); it must be at least 0")
    }
  }
}
