public import OkoImaging
import OkoNetworks
import OkoTensors
public import OkoTraining

/// The training of a segmenter on a folder of pictures with labelled pixels.
///
///     var options = SegmentationTrainingOptions(data: "tissue", output: "runs/segment/tissue")
///     options.stopRule.seconds = 1800
///     var training = try SegmentationTraining(options)
///     print(try training.run(), training.options.output)
public struct SegmentationTraining: TaskTraining {
  /// `segment`.
  public static let task = "segment"
  /// The figures that a stop rule may ask for.
  public static var metricNames: [String] { SegmentationTrainee.metricNames }

  /// How it trains; `output` names the run's folder once that is made.
  public var options: SegmentationTrainingOptions
  /// The run's folder, once it is made.
  public var folder: RunFolder?
  /// What it trains on.
  public let dataset: SegmentationDataset
  /// The network, with its first weights.
  public let network: SegmenterNetwork
  /// How many parameters came from the model that it starts from, and of how many.
  public let adopted: (taken: Int, of: Int)?
  /// What was fitted to the data.
  package let configuration: SegmentationConfiguration

  /// Reads and checks the data and builds the network; writes nothing.
  ///
  /// - Parameters:
  ///   - options: How it trains.
  ///   - adopts: Whether weights are taken from `options.initialModel`.
  /// - Throws: `DatasetError`, `CheckpointError` or, for options without a meaning, `TrainingError`.
  public init(_ options: SegmentationTrainingOptions, adopts: Bool) throws {
    try options.validate()
    self.options = options
    var dataset = try SegmentationDataset.checked(
      folder: options.data, skipsBad: options.skipsBad)
    if let fold = options.fold { dataset = try dataset.fold(fold) }
    self.dataset = dataset
    configuration = SegmentationConfiguration(
      options,
      SegmentationStatistics(dataset.samples(.train), classCount: dataset.classNames.count),
      hasInstances: dataset.hasInstances, hasBackground: dataset.hasBackground)
    try configuration.validate()
    network = SegmenterNetwork(configuration.architecture)
    network.initialize(seed: options.seed)
    adopted = try ModelLoading.adopt(
      adopts ? options.initialModel : nil, of: Self.task, into: network)
  }

  /// Checks that `output` does not lie in the dataset.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Patches in a step.
  public var batchSize: Int { configuration.batchSize }

  /// The batch with its classes and edges.
  public func sheet(of batch: SegmentationBatch) -> Image {
    SegmentationSheet.image(of: batch, classNames: dataset.classNames)
  }

  /// Shuffled, augmented batches of the training pictures.
  public func loader(
    _ loop: TrainingOptions
  ) throws -> BatchLoader<AugmentedPatch, SegmentationBatch> {
    try SegmentationBatches.loader(
      dataset.samples(.train), classCount: dataset.classNames.count, patch: configuration.patch,
      normalization: configuration.normalization,
      separatesInstances: configuration.architecture.separatesInstances,
      augmentation: configuration.augmentation, options: loop,
      patchesPerPicture: configuration.patchesPerPicture)
  }

  /// The segmenter with its optimizer, its average and what measures it.
  public func trainee() -> any Trainable<SegmentationBatch> {
    let fingerprint = String(dataset.fingerprint, radix: 16)
    let body = NetworkInTraining(
      network, twin: SegmenterNetwork(network.architecture),
      weightDecay: options.weightDecay,
      data: TrainingData(classNames: dataset.classNames, fingerprint: fingerprint))
    var details = modelDetails(
      architecture: network.architecture, pictures: dataset.samples(.train).count,
      fingerprint: fingerprint)
    details["normalization"] = configuration.normalization.rawValue
    let description = ModelDescription(
      task: Self.task, classNames: dataset.classNames,
      imageSize: max(configuration.patch.width, configuration.patch.height), details: details)
    return SegmentationTrainee(
      body, description: description, loss: configuration.loss,
      evaluator: SegmentationEvaluator(
        samples: dataset.samples(.val), classCount: dataset.classNames.count))
  }
}
