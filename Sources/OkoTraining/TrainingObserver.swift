/// What happens during a run.
public enum TrainingEvent: Sendable {
  /// The run starts, or goes on after `step` steps; `plannedEpochs` may still shrink to fit the time.
  case started(plannedEpochs: Int, stepsPerEpoch: Int, step: Int)
  /// A step is made.
  case step(StepReport)
  /// An evaluation is under way; the share is from 0 to 1.
  case evaluating(share: Double)
  /// An epoch is finished: the last of the history.
  case epoch(TrainingHistory.Epoch)
  /// Something that the user should know.
  case note(String)
  /// The run stops.
  case stopped(StopReason)
}

/// One step, for progress displays and logs.
public struct StepReport: Sendable, Hashable {
  /// The number of the epoch, from 1.
  public let epoch: Int
  /// How many epochs are planned.
  public let plannedEpochs: Int
  /// Steps made in the epoch.
  public let stepInEpoch: Int
  /// Steps in an epoch.
  public let stepsPerEpoch: Int
  /// Steps made in all.
  public let step: Int
  /// The parts of this step's loss.
  public let losses: NamedValues
  /// The learning rate.
  public let rate: Float
  /// Samples trained on in a second, over the epoch so far.
  public let samplesPerSecond: Double
  /// Seconds until the end of the run at the speed so far, where that is known.
  public let secondsLeft: Double?

  package init(
    epoch: Int, plannedEpochs: Int, stepInEpoch: Int, stepsPerEpoch: Int, step: Int,
    losses: NamedValues, rate: Float, samplesPerSecond: Double, secondsLeft: Double?
  ) {
    (self.epoch, self.plannedEpochs) = (epoch, plannedEpochs)
    (self.stepInEpoch, self.stepsPerEpoch, self.step) = (stepInEpoch, stepsPerEpoch, step)
    (self.losses, self.rate) = (losses, rate)
    (self.samplesPerSecond, self.secondsLeft) = (samplesPerSecond, secondsLeft)
  }
}

/// Hears of everything that happens during a run: a log, a display, a drawer of curves.
public protocol TrainingObserver: AnyObject {
  /// Takes note of `event`; `history` has the finished epochs.
  func observe(_ event: TrainingEvent, history: TrainingHistory) throws
}
