public import OkoImaging
import OkoNetworks
import OkoTensors
public import OkoTraining

/// The training of a reader on a folder of lines and their texts.
///
///     var options = ReadingTrainingOptions(data: "receipts", output: "runs/read/receipts")
///     options.stopRule.seconds = 1800
///     var training = try ReadingTraining(options)
///     print(try training.run(), training.options.output)
public struct ReadingTraining: TaskTraining {
  /// `read`.
  public static let task = "read"
  /// The figures that a stop rule may ask for.
  public static var metricNames: [String] { ReadingTrainee.metricNames }

  /// How it trains; `output` names the run's folder once that is made.
  public var options: ReadingTrainingOptions
  /// The run's folder, once it is made.
  public var folder: RunFolder?
  /// What it trains on.
  public let dataset: TextDataset
  /// The network, with its first weights.
  public let network: ReaderNetwork
  /// How many parameters came from the model that it starts from, and of how many.
  public let adopted: (taken: Int, of: Int)?

  /// Reads and checks the data and builds the network; writes nothing.
  ///
  /// - Parameters:
  ///   - options: How it trains.
  ///   - adopts: Whether weights are taken from `options.initialModel`.
  /// - Throws: `DatasetError`, `CheckpointError` or, for options without a meaning, `TrainingError`.
  public init(_ options: ReadingTrainingOptions, adopts: Bool) throws {
    try options.validate()
    self.options = options
    dataset = try TextDataset.checked(folder: options.data, skipsBad: options.skipsBad)
    network = ReaderNetwork(
      ReaderArchitecture(
        classCount: dataset.alphabet.classCount, encoder: options.encoder, height: options.height))
    network.initialize(seed: options.seed)
    adopted = try ModelLoading.adopt(
      adopts ? options.initialModel : nil, of: Self.task, into: network)
  }

  /// Checks that `output` does not lie in the dataset.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Lines in a step.
  public var batchSize: Int { min(options.batchSize, dataset.samples(.train).count) }

  /// The batch, each line over its label.
  public func sheet(of batch: LineBatch) -> Image { batch.sheet() }

  /// Shuffled, changed batches of the training lines.
  public func loader(_ loop: TrainingOptions) throws -> BatchLoader<LabelledLine, LineBatch> {
    try LineBatches.loader(
      dataset.samples(.train), alphabet: dataset.alphabet, height: options.height,
      augmentation: options.augmentation, options: loop)
  }

  /// The reader with its optimizer, its average and what measures it.
  public func trainee() -> any Trainable<LineBatch> {
    let fingerprint = String(dataset.fingerprint, radix: 16)
    let names = dataset.alphabet.characters.map { String($0) }
    let body = NetworkInTraining(
      network, twin: ReaderNetwork(network.architecture), weightDecay: options.weightDecay,
      data: TrainingData(classNames: names, fingerprint: fingerprint))
    let description = ModelDescription(
      task: Self.task, classNames: names, imageSize: options.height,
      details: modelDetails(
        architecture: network.architecture, pictures: dataset.samples(.train).count,
        fingerprint: fingerprint))
    return ReadingTrainee(
      body, description: description, seed: options.seed, samples: dataset.samples(.val))
  }

  /// What will be done, in a few lines for people.
  public var plan: [String] {
    let (train, val) = (dataset.samples(.train).count, dataset.samples(.val).count)
    let characters = String(dataset.alphabet.characters)
    var lines = [
      "data        \(dataset.folder): \(countText(train, "line")) to train on, \(val) to validate on",
      "characters  \(dataset.alphabet.characters.count): \(characters)",
      "network     \(network.trainableCount) weights, \(options.encoder.rawValue), "
        + "\(options.height) pixels high",
      "training    \(epochText) of \(countText((train + batchSize - 1) / batchSize, "step")) of "
        + countText(batchSize, "line") + limits + precisionText,
      "output      \(options.output)",
    ]
    if let initial = options.initialModel, let adopted {
      lines.append("start       \(adopted.taken) of \(adopted.of) parameters from \(initial)")
    }
    return lines
  }
}
