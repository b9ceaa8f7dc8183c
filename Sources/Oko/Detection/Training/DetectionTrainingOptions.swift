public import OkoTensors
public import OkoTraining

/// How to train a detector; every field but the folders has a default that works.
///
///     var options = DetectionTrainingOptions(data: "photos", output: "runs/detect/photos")
///     options.stopRule.seconds = 1800
public struct DetectionTrainingOptions: TaskTrainingOptions, Hashable {
  /// The folder of the dataset.
  public var data: String
  /// The folder of the run.
  public var output: String
  /// The size of the network.
  public var size = DetectorSize.nano
  /// Runs from before there was attention do not speak of it.
  private var attention: Bool?
  /// The side of the square that pictures are fitted into, in pixels; a multiple of 32.
  public var imageSize = 320
  /// Pictures in a step; nil for 16, or 8 where there are few pictures.
  public var batchSize: Int?
  /// When to stop.
  public var stopRule = StopRule(epochs: 200)
  /// The learning rate after the warm-up.
  public var learningRate: Float = 0.002
  /// How strongly filters are pulled towards zero.
  public var weightDecay: Float = 0.02
  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// A model to start from: a bundled name or a file; nil for random weights.
  public var initialModel: String?
  /// How pictures are changed before use.
  public var augmentation = DetectionAugmentation.standard
  /// Whether pictures with rare classes come more often; by default where classes differ tenfold.
  public var balance = ClassBalance.auto
  /// Whether broken pictures and labels are left out rather than refused.
  public var skipsBad = false
  /// In how many bits layers multiply while they learn; nil for floats of 32.
  public var precision: TrainingPrecision?
  /// Threads that load pictures; they change no bit of the result.
  public var workers = 2
  /// Epochs from one evaluation to the next.
  public var evaluationInterval = 1

  /// Whether distant places are mixed by attention at stride 32.
  public var attends: Bool {
    get { attention ?? false }
    set { attention = newValue ? true : nil }
  }

  /// Makes the default options.
  public init(data: String, output: String) {
    (self.data, self.output) = (data, output)
  }
}
