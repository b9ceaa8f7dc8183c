/// What the training loop trains: a network, its losses, its optimizers and its validation data.
///
/// A generative network with two optimizers fits as well: its step runs both, its metrics name no primary.
public protocol Trainable<Batch>: AnyObject {
  /// What one step consumes.
  associatedtype Batch: Sendable

  /// Names of the figures that `evaluate` returns, known before the first evaluation.
  var metricNames: [String] { get }

  /// Called before the first step of an epoch, and again when one is taken up in its middle.
  func begin(_ epoch: EpochPlan)

  /// Makes one step of gradient descent and returns the parts of the loss.
  func step(_ batch: Batch, rate: Float) throws -> NamedValues

  /// Measures the network on the validation data, leaving `state` as it is.
  ///
  /// Calls `progress` now and then with the finished share, and passes on what it throws.
  func evaluate(_ progress: (Double) throws -> Void) throws -> Metrics

  /// What people should know of the state of the training, asked for after each evaluation.
  var remarks: [String] { get }

  /// The network as users load it, with averaged weights where there are any.
  ///
  /// `best` holds that of the best epoch; where none has a score, that of the last.
  var model: TrainingState { get throws }

  /// Everything that decides the steps to come: weights, moments, averages, random numbers.
  var state: TrainingState { get throws }

  /// Puts back what `state` returned.
  func restore(_ state: TrainingState) throws

  /// The files of a batch, for messages.
  func describe(_ batch: Batch) -> [String]
}

extension Trainable {
  /// Does nothing.
  public func begin(_ epoch: EpochPlan) {}

  /// Nothing.
  public var remarks: [String] { [] }
}

/// Which epoch begins and how many there will be, as far as is known.
public struct EpochPlan: Sendable, Hashable {
  /// The number of the epoch, from 0.
  public let epoch: Int
  /// How many epochs are planned in all.
  public let plannedEpochs: Int
  /// Steps in an epoch.
  public let stepsPerEpoch: Int

  /// Makes the plan of one epoch.
  public init(epoch: Int, plannedEpochs: Int, stepsPerEpoch: Int) {
    self.epoch = epoch
    self.plannedEpochs = plannedEpochs
    self.stepsPerEpoch = stepsPerEpoch
  }

  /// How many steps are planned in all.
  public var plannedSteps: Int { plannedEpochs * stepsPerEpoch }
}
