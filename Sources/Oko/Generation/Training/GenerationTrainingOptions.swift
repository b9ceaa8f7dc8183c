public import OkoTensors
public import OkoTraining

/// How to train a generator; what is nil is chosen from the data, and `GenerationTraining.plan` says how.
///
///     var options = GenerationTrainingOptions(data: "hands", output: "runs/generate/hands")
///     options.stopRule.seconds = 3600
public struct GenerationTrainingOptions: TaskTrainingOptions, Hashable {
  /// The folder with the pictures.
  public var data: String
  /// The folder of the run.
  public var output: String
  /// What the networks are made of.
  public var network = GenerationArchitecture.Family.residual
  /// The side of the pictures, in pixels: 32, 64, 128 or 256.
  public var resolution: Int?
  /// Channels of the pictures: 1, 3 or 4.
  public var channels: Int?
  /// Channels of the networks at 16 by 16 pixels.
  public var width: Int?
  /// Whether the networks mix distant places by self-attention.
  public var attends = true
  /// Whether class folders are learned apart.
  public var usesClasses = true
  /// Pictures in a step.
  public var batchSize = 32
  /// When to stop.
  public var stopRule = StopRule(epochs: 300)
  /// The learning rate after the warm-up.
  public var learningRate: Float = 0.0004
  /// How strongly filters are pulled towards zero.
  public var weightDecay: Float = 0
  /// The weight γ of the gradient penalties, γ/2 · (R1 + R2); nil for one that fits the pictures.
  public var penaltyWeight: Float?
  /// Steps from one with penalties to the next.
  public var penaltyInterval = 4
  /// How likely each change of the discriminator's pictures is; nil lets it adapt.
  public var augmentation: Float?
  /// Whether mirror images are as good as the pictures.
  public var mirrors = false
  /// A classifier in whose features pictures are measured meanwhile: a bundled name or a file.
  public var features: String?
  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// A model to start from: a bundled name or a file; nil for random weights.
  public var initialModel: String?
  /// Whether broken pictures are left out rather than refused.
  public var skipsBad = false
  /// In how many bits layers multiply while they learn; nil for floats of 32.
  public var precision: TrainingPrecision?
  /// Threads that load pictures; they change no bit of the result.
  public var workers = 1
  /// Epochs from one evaluation to the next.
  public var evaluationInterval = 10

  /// Makes the default options.
  public init(data: String, output: String) {
    (self.data, self.output) = (data, output)
  }

  /// Leaves of every path its last name.
  public mutating func shortenPaths() {
    shortenUsualPaths()
    features = features.map(PathText.name)
  }

  /// Checks what no default can be put in for.
  func validate() throws(TrainingError) {
    func require(_ holds: Bool, _ message: String) throws(TrainingError) {
      if !holds { throw TrainingError(.option, message) }
    }
    try require(
      resolution.map(GenerationArchitecture.resolutions.contains) ?? true,
      "the resolution is \(resolution ?? 0); it must be 32, 64, 128 or 256")
    try require(
      channels.map([1, 3, 4].contains) ?? true,
      "there are \(channels ?? 0) channels; it must be 1, 3 or 4")
    try require(
      width.map { $0 % 16 == 0 && (16...1024).contains($0) } ?? true,
      "the width is \(width ?? 0); it must be a multiple of 16 from 16 to 1024")
    try require(batchSize >= 2, "the batch is \(batchSize); it must be at least 2")
    try require(
      (penaltyWeight ?? 0).isFinite && (penaltyWeight ?? 0) >= 0,
      "the weight of the penalties is \(penaltyWeight ?? 0); it must be at least 0")
    try require(penaltyInterval >= 1, "penalties need an interval of at least 1 step")
    try require(
      (0...1).contains(augmentation ?? 0),
      "the augmentation is \(augmentation ?? 0); it must be from 0 to 1")
    try require(
      weightDecay.isFinite && weightDecay >= 0,
      "the weight decay is \(weightDecay); it must be at least 0")
    try require(
      features != nil || stopRule.patience == nil,
      "patience needs a score, and only --features gives one")
    try require(
      features != nil
        || stopRule.target.map { GenerationMonitor.usualMetricNames.contains($0.metric) } ?? true,
      "until \(stopRule.target.map { "\($0)" } ?? "") needs --features, which measure it")
  }
}
