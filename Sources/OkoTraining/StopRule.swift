/// When to stop: after so many epochs or so much time, without progress, or at a target, whichever is first.
public struct StopRule: Codable, Sendable, Hashable {
  /// The largest number of epochs.
  public var epochs = 100
  /// The time that training may take; the number of epochs is then planned from the measured speed.
  public var seconds: Double?
  /// How many epochs to go on without a better score.
  public var patience: Int?
  /// What the validation has to reach.
  public var target: MetricTarget?

  /// Makes a rule.
  public init(
    epochs: Int = 100, seconds: Double? = nil, patience: Int? = nil, target: MetricTarget? = nil
  ) {
    (self.epochs, self.seconds) = (epochs, seconds)
    (self.patience, self.target) = (patience, target)
  }

  /// Why to stop now, at the end of an epoch, or nil.
  package func reason(after progress: TrainingProgress) -> StopReason? {
    if let target, let row = progress.history.epochs.last,
      let value = row.metrics.values[target.metric], target.isReached(by: value)
    {
      return .target("\(target.metric) is \(decimal(value, digits: 4)): \(target) is reached")
    }
    let isEvaluated = progress.history.epochs.last?.metrics.values.isEmpty == false
    if let patience, isEvaluated, let best = progress.best,
      progress.epoch - best.epoch >= patience
    {
      return .patience(
        "no better \(best.metric) for \(countText(patience, "epoch")) "
          + "(best \(decimal(best.score, digits: 4)) at epoch \(best.epoch))")
    }
    let planned = min(epochs, progress.plannedEpochs ?? epochs)
    if progress.epoch >= planned {
      return planned < epochs
        ? .time(
          planned == 1
            ? "the epoch planned for the time is done"
            : "the \(planned) epochs planned for the time are done") : .epochs(planned)
    }
    if let seconds, progress.epoch > 0 {
      // Half an epoch too early or too late is the best that whole epochs can do.
      let epoch = progress.elapsedSeconds / Double(progress.epoch)
      if progress.elapsedSeconds + epoch / 2 > seconds {
        return .time(
          "\(durationText(seconds)) are over after \(countText(progress.epoch, "epoch"))")
      }
    }
    return nil
  }

  /// How many epochs fit the time limit, once the speed is known well enough; nil until then.
  ///
  /// The first epoch decides short runs; longer ones wait for the second, which starts warm.
  package func plan(after progress: TrainingProgress) -> Int? {
    guard let seconds, progress.plannedEpochs == nil,
      let epoch = progress.history.epochs.last?.seconds
    else { return nil }
    let left = seconds * 0.98 - progress.elapsedSeconds
    let further = min(max(0, left / max(epoch, 1e-6)), 1e6)
    let planned = progress.epoch + Int(further)
    return progress.epoch >= 2 || planned <= 8 ? min(epochs, planned) : nil
  }
}

/// Why training stopped.
public enum StopReason: Sendable, Hashable, CustomStringConvertible {
  /// The number of epochs is done.
  case epochs(Int)
  /// The time is over.
  case time(String)
  /// The score has not become better for too long.
  case patience(String)
  /// The target is reached.
  case target(String)
  /// A signal or the program asked for it; the text says how to go on.
  case interrupted(String)

  /// The reason in words.
  public var description: String {
    switch self {
    case .epochs(let count): count == 1 ? "1 epoch is done" : "all \(count) epochs are done"
    case .time(let text), .patience(let text), .target(let text), .interrupted(let text): text
    }
  }
}
