import OkoTensors

/// The one training loop: steps over shuffled batches, evaluation, checkpoints, stopping.
///
///     let trainer = try Trainer(model, loader: loader, options: options, observers: [progress])
///     let outcome = try trainer.run()
///
/// A run that was interrupted at any moment goes on with `run(resuming: true)` as if it never stopped.
public final class Trainer<Model: Trainable, Sample: Sendable> {
  let model: Model
  let loader: BatchLoader<Sample, Model.Batch>
  let options: TrainingOptions
  let checkpoints: CheckpointStore
  let observers: [any TrainingObserver]
  package var progress = TrainingProgress()
  var clock = LapClock()
  var unsavedSeconds = 0.0
  private let isInterrupted: () -> Bool
  private var signal: StopSignal?

  /// Makes a trainer of `model` that writes to the folder `options.output`.
  ///
  /// `isInterrupted` is asked after each step; true saves and stops as a signal does.
  public init(
    _ model: Model, loader: BatchLoader<Sample, Model.Batch>, options: TrainingOptions,
    observers: [any TrainingObserver] = [], isInterrupted: @escaping () -> Bool = { false }
  ) throws(TrainingError) {
    try options.validate()
    (self.model, self.loader, self.options, self.observers) = (model, loader, options, observers)
    checkpoints = CheckpointStore(folder: options.output)
    progress.data = loader.identity
    self.isInterrupted = isInterrupted
  }

  /// The finished epochs.
  public var history: TrainingHistory { progress.history }

  /// Trains until the stop rule or a signal ends it, from the start or from the last checkpoint.
  public func run(resuming: Bool = false) throws -> StopReason {
    if resuming { try restore() }
    signal = StopSignal()
    defer { signal = nil }
    try notify(
      .started(
        plannedEpochs: plannedEpochs, stepsPerEpoch: loader.batchCount, step: progress.step))
    clock = LapClock()
    var reason = options.stopRule.reason(after: progress)
    while reason == nil {
      do {
        try runEpoch()
        reason = options.stopRule.reason(after: progress)
      } catch let stop as Interruption {
        try save()
        reason = .interrupted(
          "stopped by \(stop.cause) in epoch \(progress.epoch + 1) after step "
            + "\(progress.stepInEpoch) of \(loader.batchCount); go on with --resume "
            + options.output)
      }
    }
    if unsavedSeconds > 0 { try save() }
    let stopped = reason ?? .epochs(progress.epoch)
    try saveUnscored(stopped)
    try notify(.stopped(stopped))
    return stopped
  }

  var plannedEpochs: Int {
    min(options.stopRule.epochs, progress.plannedEpochs ?? options.stopRule.epochs)
  }

  private func runEpoch() throws {
    let plan = EpochPlan(
      epoch: progress.epoch, plannedEpochs: plannedEpochs, stepsPerEpoch: loader.batchCount)
    model.begin(plan)
    try runSteps(plan)
    var metrics = Metrics()
    let isLast = progress.epoch + 1 >= plannedEpochs || isOverTime
    if isLast || (progress.epoch + 1) % options.evaluationInterval == 0 {
      metrics = try model.evaluate { share in
        try notify(.evaluating(share: share))
        try stopIfAsked()
      }
      for remark in model.remarks { try notify(.note(remark)) }
    }
    lap()
    let epoch = progress.endEpoch(metrics)
    if epoch.isBest { try saveBest() }
    let planned = options.stopRule.plan(after: progress)
    if let planned {
      progress.plannedEpochs = planned
      try notify(
        .note(
          "planned \(countText(planned, "epoch")) for the time; repeat with --epochs \(planned)"))
    }
    // The plan follows from a measured speed, so a resume must find it; and the first epoch is worth one.
    let isDue = unsavedSeconds >= options.epochCheckpointSeconds
    if isDue || planned != nil || !checkpoints.exists { try save() }
    try notify(.epoch(epoch))
  }

  private func runSteps(_ plan: EpochPlan) throws {
    let stream = loader.batches(plan, from: progress.stepInEpoch)
    defer { stream.cancel() }
    let waitedBefore = progress.sums.waitingSeconds
    while let (batch, samples) = try stream.next() {
      let rate = options.schedule.rate(
        step: progress.step, stepsPerEpoch: plan.stepsPerEpoch, epochs: plan.plannedEpochs)
      let losses = try TrainingPrecision.$current.withValue(options.precision) {
        try model.step(batch, rate: rate)
      }
      try requireFinite(losses, batch)
      progress.step += 1
      progress.stepInEpoch += 1
      progress.sums.add(losses, samples: samples, rate: rate)
      progress.sums.trainingSeconds += lap()
      progress.sums.waitingSeconds = waitedBefore + stream.waitedSeconds
      try notify(.step(report(losses, rate: rate, plan)))
      try stopIfAsked()
      if isOverTime { return }
      if isCheckpointDue { try save() }
    }
  }

  /// Whether even the epoch at hand cannot be finished in time.
  private var isOverTime: Bool {
    options.stopRule.seconds.map { progress.elapsedSeconds > $0 * 1.05 } ?? false
  }

  private var isCheckpointDue: Bool {
    if let steps = options.checkpointSteps, progress.stepInEpoch % steps == 0 { return true }
    return unsavedSeconds >= options.checkpointSeconds
  }

  private func stopIfAsked() throws {
    guard let cause = signal?.received ?? (isInterrupted() ? "a request" : nil) else { return }
    throw Interruption(cause: cause)
  }

  func notify(_ event: TrainingEvent) throws {
    for observer in observers { try observer.observe(event, history: progress.history) }
  }
}

/// A signal or a request ends the run.
struct Interruption: Error {
  let cause: String
}
