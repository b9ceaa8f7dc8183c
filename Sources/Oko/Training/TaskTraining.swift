public import OkoImaging
import OkoNetworks
public import OkoTraining

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The training of a task's network on a folder: what all tasks do alike from the options to the best weights.
public protocol TaskTraining {
  /// How a task trains.
  associatedtype Options: TaskTrainingOptions
  /// What is loaded of one picture.
  associatedtype Sample: Sendable
  /// What one step consumes.
  associatedtype Batch: Sendable

  /// What the command and the folders of runs call the task: `detect`.
  static var task: String { get }
  /// The metrics that a stop rule may ask for.
  static var metricNames: [String] { get }

  /// How it trains; `output` names the run's folder once that is made.
  var options: Options { get set }
  /// The run's folder, once it is made.
  var folder: RunFolder? { get set }
  /// Samples in a step.
  var batchSize: Int { get }
  /// What will be done, in a few lines for people.
  var plan: [String] { get }

  /// Reads and checks the data and builds the network; writes nothing.
  ///
  /// - Parameters:
  ///   - options: How it trains.
  ///   - adopts: Whether weights are taken from `options.initialModel`.
  /// - Throws: `DatasetError`, `CheckpointError` or, for options without a meaning, `TrainingError`.
  init(_ options: Options, adopts: Bool) throws

  /// Checks that `output` does not lie in the user's data.
  ///
  /// - Throws: `DatasetError` where it does.
  func refuseOutput(_ output: String) throws

  /// Shuffled, augmented batches of the training pictures.
  func loader(_ loop: TrainingOptions) throws -> BatchLoader<Sample, Batch>

  /// A batch as a picture, to see what the network is given.
  func sheet(of batch: Batch) -> Image

  /// What the loop drives.
  func trainee() -> any Trainable<Batch>
}

extension TaskTraining {
  /// Reads and checks the data and builds the network; writes nothing.
  ///
  /// - Throws: `DatasetError`, `CheckpointError` or, for options without a meaning, `TrainingError`.
  public init(_ options: Options) throws {
    try self.init(options, adopts: true)
  }

  /// The training of the run in `folder`, to go on with `run(resuming:)`.
  public static func resumed(_ folder: RunFolder) throws -> Self {
    var options = try folder.arguments(Options.self)
    options.output = folder.path
    // All weights are in the checkpoint; the model that the run began with may be gone.
    return try Self(options, adopts: false)
  }

  /// Makes the run's folder, with a number behind its name where that is taken, and notes the options in it.
  ///
  /// `run` does that by itself; call it before to know the folder by then.
  public mutating func makeFolder() throws {
    guard folder == nil else { return }
    let made = try RunFolder.create(options.output)
    options.output = made.path
    if !options.data.hasPrefix("/") {
      // So that a run can be taken up from any folder.
      options.data = FileManager.default.currentDirectoryPath + "/" + options.data
    }
    try made.save(options)
    folder = made
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
    if !resuming { try makeFolder() }
    let (loop, loader) = (loopOptions, try loader(loopOptions))
    if !resuming, let batch = try loader.firstBatch(epochs: loop.stopRule.epochs) {
      try AtomicFile.write(PNGEncoder.encode(sheet(of: batch)), to: loop.output + "/batch.png")
    }
    let logs: [any TrainingObserver] = [
      ResultsCSV(folder: options.output), TensorBoardLog(folder: options.output),
      CurvesPlot(folder: options.output),
    ]
    func run(_ trainee: some Trainable<Batch>) throws -> StopReason {
      let trainer = try Trainer(
        trainee, loader: loader, options: loop, observers: logs + observers,
        isInterrupted: isInterrupted)
      return try trainer.run(resuming: resuming)
    }
    return try run(trainee())
  }

  /// A warm-up of three epochs, then half a cosine.
  private var schedule: RateSchedule {
    RateSchedule(
      rate: options.learningRate, finalFraction: 0.02, warmupEpochs: 3, shape: .cosine)
  }

  /// What the loop is told.
  private var loopOptions: TrainingOptions {
    var loop = TrainingOptions(output: options.output)
    loop.stopRule = options.stopRule
    loop.batchSize = batchSize
    loop.seed = options.seed
    loop.workers = options.workers
    loop.precision = options.precision ?? .float32
    loop.evaluationInterval = options.evaluationInterval
    // A checkpoint is tens of megabytes; small sets have epochs of a second.
    loop.epochCheckpointSeconds = 20
    loop.schedule = schedule
    return loop
  }

  /// How many epochs at most, for the plan.
  var epochText: String { countText(options.stopRule.epochs, "epoch") }

  /// The limits of the stop rule beside the epochs, for the plan.
  var limits: String {
    let rule = options.stopRule
    var parts: [String] = []
    if let seconds = rule.seconds { parts.append(durationText(seconds)) }
    if let patience = rule.patience {
      parts.append("\(countText(patience, "epoch")) without progress")
    }
    if let target = rule.target { parts.append("\(target)") }
    return parts.map { ", at most " + $0 }.joined()
  }

  /// In how many bits it multiplies, for the plan, where that is not all of them.
  var precisionText: String {
    options.precision.map { $0 == .float32 ? "" : ", in " + $0.rawValue } ?? ""
  }

  /// What a model of every task says about its making: options, architecture and data.
  func modelDetails(
    architecture: some Encodable, pictures: Int, fingerprint: String
  ) -> [String: String] {
    var details = ["data": "\(pictures) training pictures, fingerprint " + fingerprint]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var shown = options
    // Where a folder lies is nobody else's business.
    shown.shortenPaths()
    details["training"] = (try? encoder.encode(shown)).map { String(decoding: $0, as: UTF8.self) }
    details["architecture"] = (try? encoder.encode(architecture)).map {
      String(decoding: $0, as: UTF8.self)
    }
    return details
  }
}

extension BatchLoader {
  /// The batch that a run begins with.
  func firstBatch(epochs: Int) throws -> Batch? {
    let stream = batches(EpochPlan(epoch: 0, plannedEpochs: epochs, stepsPerEpoch: batchCount))
    defer { stream.cancel() }
    return try stream.next()?.0
  }
}
