public import OkoTensors
public import OkoTraining

/// How to train a classifier; every field but the folders has a default that works.
///
///     var options = ClassificationTrainingOptions(data: "hands", output: "runs/classify/hands")
///     options.mirrors = false
public struct ClassificationTrainingOptions: TaskTrainingOptions, Hashable {
  /// The folder with a folder of pictures for each class.
  public var data: String
  /// The folder of the run.
  public var output: String
  /// The side of the square that pictures are fitted into, in pixels; a multiple of 32, nil for that of the pictures.
  public var imageSize: Int?
  /// Pictures in a step.
  public var batchSize = 32
  /// When to stop.
  public var stopRule = StopRule(epochs: 200)
  /// The learning rate after the warm-up.
  public var learningRate: Float = 0.002
  /// How strongly filters are pulled towards zero.
  public var weightDecay: Float = 0.05
  /// What is taken from the right class and given to all alike.
  ///
  /// After Szegedy et al. 2016.
  public var labelSmoothing: Float = 0.05
  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// A model to start from: a bundled name or a file; nil for random weights.
  public var initialModel: String?
  /// How pictures are changed before use.
  public var augmentation = DetectionAugmentation.mild
  /// Whether pictures are mirrored left to right as `augmentation` says; wrong for letters.
  public var mirrors = true
  /// Whether pictures that cannot be read are left out rather than refused.
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
}
