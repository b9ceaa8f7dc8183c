public import OkoTensors

/// How long, how fast and with what seed to train.
///
///     var options = TrainingOptions(output: "runs/detect/street")
///     options.stopRule.epochs = 80
public struct TrainingOptions: Codable, Sendable, Hashable {
  /// The folder of the run: checkpoints and logs.
  public var output: String
  /// When to stop.
  public var stopRule = StopRule()
  /// Samples in a step.
  public var batchSize = 16
  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// Threads that load samples; they change no bit of the result.
  public var workers = 2
  /// The learning rate over the run.
  public var schedule = RateSchedule()
  /// In how many bits layers multiply in a step.
  public var precision = TrainingPrecision.float32
  /// Epochs from one evaluation to the next; the last epoch is always evaluated.
  public var evaluationInterval = 1
  /// The end of an epoch writes a checkpoint only this many seconds after the last one; 0 writes each time.
  public var epochCheckpointSeconds = 0.0
  /// Seconds from one checkpoint to the next within an epoch.
  public var checkpointSeconds = 300.0
  /// Steps from one checkpoint to the next within an epoch, where set.
  public var checkpointSteps: Int?

  /// Makes the default options for a run in `output`.
  public init(output: String) {
    self.output = output
  }

  /// Checks what no default can be put in for.
  package func validate() throws(TrainingError) {
    func require(_ holds: Bool, _ message: String) throws(TrainingError) {
      if !holds { throw TrainingError(.option, message) }
    }
    try require(stopRule.epochs >= 1, "epochs is \(stopRule.epochs); it must be at least 1")
    try require(batchSize >= 1, "the batch is \(batchSize); it must be at least 1")
    try require(
      schedule.rate.isFinite && schedule.rate > 0,
      "the learning rate is \(schedule.rate); it must be above 0")
    try require(evaluationInterval >= 1, "the evaluation interval must be at least 1 epoch")
    try require((checkpointSteps ?? 1) >= 1, "the checkpoint interval must be at least 1 step")
    try require(epochCheckpointSeconds >= 0, "the checkpoint interval must be at least 0 seconds")
    try require((stopRule.patience ?? 1) >= 1, "patience must be at least 1 epoch")
    try require((stopRule.seconds ?? 1) > 0, "the time limit must be above 0 seconds")
  }
}
