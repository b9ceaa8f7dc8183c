import OkoImaging
import OkoNetworks
import OkoTensors
public import OkoTraining

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The training of a detector on a folder of pictures.
///
///     var options = DetectionTrainingOptions(data: "photos", output: "runs/detect/photos")
///     options.stopRule.seconds = 1800
///     var training = try DetectionTraining(options)
///     print(try training.run(), training.options.output)
public struct DetectionTraining {
  /// How it trains; the folder of the run is chosen when it is made.
  public internal(set) var options: DetectionTrainingOptions
  /// What it trains on.
  public let dataset: DetectionDataset
  /// The network, with its first weights.
  public let network: DetectorNetwork
  /// How many parameters came from the model that it starts from, and of how many.
  public let adopted: (taken: Int, of: Int)?
  private var hasFolder = false

  /// Reads and checks the data and builds the network; writes nothing.
  ///
  /// - Throws: `DatasetError`, `CheckpointError` or, for options without a meaning, `TrainingError`.
  public init(_ options: DetectionTrainingOptions) throws {
    try self.init(options, adopts: true)
  }

  private init(_ options: DetectionTrainingOptions, adopts: Bool) throws {
    try options.validate()
    self.options = options
    dataset = try DetectionDataset.checked(folder: options.data, skipsBad: options.skipsBad)
    network = DetectorNetwork(
      DetectorArchitecture(options.size, classCount: dataset.classNames.count))
    network.initialize(seed: options.seed)
    if adopts, let name = options.initialModel {
      let initial = try Detector.load(name)
      adopted = network.adopt(Checkpoint(tensors: initial.network.checkpointTensors))
    } else {
      adopted = nil
    }
  }

  /// The training of the run in `folder`, to go on with `run(resuming:)`.
  public static func resumed(_ folder: RunFolder) throws -> DetectionTraining {
    var options = try folder.arguments(DetectionTrainingOptions.self)
    options.output = folder.path
    // All weights are in the checkpoint; the model that the run began with may be gone.
    return try DetectionTraining(options, adopts: false)
  }

  /// Makes the run's folder, with a number behind its name where that is taken, and notes the options in it.
  ///
  /// `run` does that by itself; call it before to know the folder by then.
  public mutating func makeFolder() throws {
    guard !hasFolder else { return }
    let folder = try RunFolder.create(options.output)
    options.output = folder.path
    if !options.data.hasPrefix("/") {
      // So that a run can be taken up from any folder.
      options.data = FileManager.default.currentDirectoryPath + "/" + options.data
    }
    try folder.save(options)
    hasFolder = true
  }

  /// Pictures in a step.
  public var batchSize: Int {
    let count = dataset.samples(.train).count
    return min(options.batchSize ?? (count < 1000 ? 8 : 16), count)
  }

  /// Trains until the stop rule ends it, in a new folder unless resuming; `options.output` then names it.
  ///
  /// - Parameters:
  ///   - resuming: Whether to go on from the last checkpoint in the folder of the run.
  ///   - observers: What hears of the progress, beside the run's own logs and curves.
  ///   - isInterrupted: Asked after each step; true saves and stops.
  /// - Returns: Why it stopped.
  /// - Throws: `TrainingError`, and what an observer throws.
  public mutating func run(
    resuming: Bool = false, observers: [any TrainingObserver] = [],
    isInterrupted: @escaping () -> Bool = { false }
  ) throws -> StopReason {
    let loader = try loader()
    if !resuming {
      try makeFolder()
      try drawFirstBatch(of: loader)
    }
    let trainer = try Trainer(
      trainee(), loader: loader, options: loopOptions, observers: logs + observers,
      isInterrupted: isInterrupted)
    return try trainer.run(resuming: resuming)
  }

  /// Shows as `batch.png` what the network is given first.
  private func drawFirstBatch(
    of loader: BatchLoader<AugmentedPicture, DetectionBatch>
  ) throws {
    let stream = loader.batches(
      EpochPlan(
        epoch: 0, plannedEpochs: options.stopRule.epochs, stepsPerEpoch: loader.batchCount))
    defer { stream.cancel() }
    guard let (batch, _) = try stream.next() else { return }
    let sheet = DetectionSheet.image(of: batch, classNames: dataset.classNames)
    try AtomicFile.write(PNGEncoder.encode(sheet), to: options.output + "/batch.png")
  }

  private var logs: [any TrainingObserver] {
    [
      ResultsCSV(folder: options.output), TensorBoardLog(folder: options.output),
      CurvesPlot(folder: options.output),
    ]
  }

  private func loader() throws -> BatchLoader<AugmentedPicture, DetectionBatch> {
    try DetectionBatches.loader(
      dataset.samples(.train), imageSize: options.imageSize, augmentation: options.augmentation,
      options: loopOptions, balance: options.balance)
  }

  private func trainee() -> DetectionTrainee {
    DetectionTrainee(
      network, description: description, dataFingerprint: dataFingerprint,
      optimizer: Optimizer(
        network, rule: .adam(beta1: 0.9, beta2: 0.999), weightDecay: options.weightDecay,
        gradientLimit: 10),
      evaluator: DetectionEvaluator(
        samples: dataset.samples(.val), classNames: dataset.classNames))
  }

  private var loopOptions: TrainingOptions {
    var loop = TrainingOptions(output: options.output)
    loop.stopRule = options.stopRule
    loop.batchSize = batchSize
    loop.seed = options.seed
    loop.workers = options.workers
    loop.evaluationInterval = options.evaluationInterval
    // A checkpoint is some 70 MB; small sets have epochs of a second.
    loop.epochCheckpointSeconds = 20
    loop.schedule = RateSchedule(
      rate: options.learningRate, finalFraction: 0.02, warmupEpochs: 3, shape: .cosine)
    return loop
  }

  private var dataFingerprint: String { String(dataset.fingerprint, radix: 16) }

  /// What the model will say about itself.
  private var description: ModelDescription {
    var details: [String: String] = [
      "data": "\(dataset.samples(.train).count) training pictures, fingerprint "
        + dataFingerprint
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var shown = options
    // Where a folder lies is nobody else's business.
    shown.data = PathText.name(options.data)
    shown.output = PathText.name(options.output)
    shown.initialModel = options.initialModel.map(PathText.name)
    details["training"] = (try? encoder.encode(shown)).map { String(decoding: $0, as: UTF8.self) }
    details["architecture"] = (try? encoder.encode(network.architecture)).map {
      String(decoding: $0, as: UTF8.self)
    }
    return ModelDescription(
      task: "detect", classNames: dataset.classNames, imageSize: options.imageSize,
      details: details)
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
