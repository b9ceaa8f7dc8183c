extension Trainer {
  /// Writes the whole state of the run as `last`.
  ///
  /// - Throws: `TrainingError` and keeps the former checkpoint where a weight is not finite.
  func save() throws {
    let state = try model.state
    try requireFinite(state)
    var checkpoint = try model.model
    checkpoint.merge(state, prefix: CheckpointNames.state)
    try checkpoint.encode(progress, as: CheckpointNames.progress)
    try checkpoints.saveLast(checkpoint)
    unsavedSeconds = 0
  }

  /// Writes the network as `best`.
  func saveBest() throws {
    let best = try model.model
    try requireFinite(best)
    try checkpoints.saveBest(best)
  }

  /// Writes the network as `best` at the end of a run in which no epoch had a score.
  func saveUnscored(_ reason: StopReason) throws {
    if case .interrupted = reason { return }
    guard progress.best == nil else { return }
    try saveBest()
    try notify(.note("no epoch has a score; best.safetensors is the model of the last one"))
  }

  private func requireFinite(_ state: TrainingState) throws {
    guard let name = state.firstNonFinite else { return }
    throw TrainingError(
      .nonFinite,
      "\(name) is no longer finite after step \(progress.step); "
        + "the checkpoint before it is kept, a lower learning rate may help")
  }

  /// Takes up the run where its last checkpoint was written.
  func restore() throws {
    let checkpoint = try checkpoints.load { try notify(.note($0)) }
    let restored = try checkpoint.decode(TrainingProgress.self, from: CheckpointNames.progress)
    guard restored.data == loader.identity else {
      throw TrainingError(
        .checkpoint, "the run was made with \(restored.data), now there are \(loader.identity)",
        file: checkpoints.folder)
    }
    guard (0...loader.batchCount).contains(restored.stepInEpoch), restored.epoch >= 0 else {
      throw TrainingError(.checkpoint, "the position is out of range", file: checkpoints.folder)
    }
    try model.restore(checkpoint.part(prefix: CheckpointNames.state))
    progress = restored
  }

  func requireFinite(_ losses: NamedValues, _ batch: Model.Batch) throws {
    guard !losses.isFinite else { return }
    let parts = losses.pairs.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    let files = model.describe(batch).joined(separator: ", ")
    throw TrainingError(
      .nonFinite,
      "the loss is not finite at step \(progress.stepInEpoch + 1) of epoch \(progress.epoch + 1) "
        + "(\(parts)); files: \(files); the last checkpoint is kept, "
        + "a lower learning rate may help")
  }

  /// Adds the time since the last call to the run's.
  @discardableResult
  func lap() -> Double {
    let seconds = clock.lap() / 1e3
    progress.elapsedSeconds += seconds
    unsavedSeconds += seconds
    return seconds
  }

  func report(_ losses: NamedValues, rate: Float, _ plan: EpochPlan) -> StepReport {
    let sums = progress.sums
    let done = Double(progress.step) / Double(max(1, plan.plannedSteps))
    var left: Double? = progress.elapsedSeconds * (1 - done) / max(done, 1e-9)
    if let limit = options.stopRule.seconds, progress.plannedEpochs == nil {
      left = max(0, limit - progress.elapsedSeconds)
    }
    return StepReport(
      epoch: plan.epoch + 1, plannedEpochs: plan.plannedEpochs,
      stepInEpoch: progress.stepInEpoch, stepsPerEpoch: plan.stepsPerEpoch, step: progress.step,
      losses: losses, rate: rate,
      samplesPerSecond: Double(sums.samples) / max(1e-9, sums.trainingSeconds),
      secondsLeft: left)
  }
}

/// How the loop's own entries in a checkpoint are called.
package enum CheckpointNames {
  /// Before the names of everything that only a resume needs; a reader of networks skips these.
  package static let state = "training/"
  /// The position of the run, as JSON.
  package static let progress = "training.progress"
}

extension TrainingProgress {
  /// Closes the epoch at hand and returns its row.
  @discardableResult
  package mutating func endEpoch(_ metrics: Metrics) -> TrainingHistory.Epoch {
    var isBest = false
    if let name = metrics.primary, let score = metrics.score, score.isFinite,
      score > (best?.score ?? -.infinity)
    {
      best = Best(metric: name, score: score, epoch: epoch + 1)
      isBest = true
    }
    let row = TrainingHistory.Epoch(
      number: epoch + 1, step: step, losses: sums.meanLosses, metrics: metrics, rate: sums.rate,
      seconds: elapsedSeconds - elapsedAtEpochStart,
      samplesPerSecond: Double(sums.samples) / max(1e-9, sums.trainingSeconds),
      waitingShare: min(1, sums.waitingSeconds / max(1e-9, sums.trainingSeconds)),
      isBest: isBest)
    history.epochs.append(row)
    epoch += 1
    stepInEpoch = 0
    sums = EpochSums()
    elapsedAtEpochStart = elapsedSeconds
    return row
  }
}
