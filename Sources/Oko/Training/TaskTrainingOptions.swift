public import OkoTensors
public import OkoTraining

/// What can be said about the training of any task's network.
public protocol TaskTrainingOptions: Codable, Sendable {
  /// The folder of the dataset.
  var data: String { get set }
  /// The folder of the run.
  var output: String { get set }
  /// The learning rate after the warm-up.
  var learningRate: Float { get set }
  /// How strongly filters are pulled towards zero: p −= rate · weightDecay · p.
  var weightDecay: Float { get set }
  /// When to stop.
  var stopRule: StopRule { get set }
  /// The seed of everything random.
  var seed: UInt64 { get set }
  /// A model to start from: a bundled name or a file; nil for random weights.
  var initialModel: String? { get set }
  /// In how many bits layers multiply while they learn; nil for floats of 32.
  var precision: TrainingPrecision? { get set }
  /// Whether broken pictures and labels are left out rather than refused.
  var skipsBad: Bool { get set }
  /// Threads that load pictures; they change no bit of the result.
  var workers: Int { get set }
  /// Epochs from one evaluation to the next.
  var evaluationInterval: Int { get set }

  /// Leaves of every path its last name.
  mutating func shortenPaths()
}

extension TaskTrainingOptions {
  /// Leaves of the paths that every task has their last names.
  mutating func shortenUsualPaths() {
    data = PathText.name(data)
    output = PathText.name(output)
    initialModel = initialModel.map(PathText.name)
  }

  /// Leaves of the paths that every task has their last names.
  public mutating func shortenPaths() { shortenUsualPaths() }
}
