public import OkoTensors
public import OkoTraining

/// How to train a reader; every field but the folders has a default that works.
///
///     var options = ReadingTrainingOptions(data: "receipts", output: "runs/read/receipts")
///     options.stopRule.seconds = 1800
public struct ReadingTrainingOptions: TaskTrainingOptions, Hashable {
  /// The folder with lines and their texts.
  public var data: String
  /// The folder of the run.
  public var output: String
  /// What mixes the columns of a line.
  public var encoder = ReaderArchitecture.Encoder.lstm
  /// The height of a line in the network, in pixels; a multiple of 16 from 32 to 64.
  public var height = 32
  /// Lines in a step.
  public var batchSize = 32
  /// When to stop.
  public var stopRule = StopRule(epochs: 60)
  /// The learning rate after the warm-up.
  public var learningRate: Float = 0.002
  /// How strongly filters are pulled towards zero.
  public var weightDecay: Float = 0.05
  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// A model to start from: a bundled name or a file; nil for random weights.
  public var initialModel: String?
  /// How lines are changed before use.
  public var augmentation = LineAugmentation()
  /// Whether broken pictures and labels are left out rather than refused.
  public var skipsBad = false
  /// In how many bits layers multiply while they learn; nil for floats of 32.
  public var precision: TrainingPrecision?
  /// Threads that load pictures; they change no bit of the result.
  public var workers = 2
  /// Epochs from one evaluation to the next.
  public var evaluationInterval = 1

  /// Makes the default options.
  public init(data: String, output: String) {
    (self.data, self.output) = (data, output)
  }

  /// Checks what no default can be put in for.
  func validate() throws(TrainingError) {
    guard height % 16 == 0, (32...64).contains(height) else {
      throw TrainingError(.option, "the height is \(height); it must be 32, 48 or 64")
    }
    guard weightDecay.isFinite, weightDecay >= 0 else {
      throw TrainingError(.option, "the weight decay is \(weightDecay); it must be at least 0")
    }
    try augmentation.validate()
  }
}
