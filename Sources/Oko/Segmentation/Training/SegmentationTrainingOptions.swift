public import OkoImaging
public import OkoTensors
public import OkoTraining

/// How to train a segmenter; what is nil is chosen from the data, and `SegmentationTraining.plan` says how.
///
///     var options = SegmentationTrainingOptions(data: "tissue", output: "runs/segment/tissue")
///     options.stopRule.seconds = 1800
public struct SegmentationTrainingOptions: TaskTrainingOptions, Hashable {
  /// The folder of the dataset.
  public var data: String
  /// The folder of the run.
  public var output: String
  /// The family of the network.
  public var network = SegmentationArchitecture.Family.unet
  /// Channels of the network at its finest scale.
  public var width: Int?
  /// The patches that it trains on, in pixels.
  public var patch: Size?
  /// Patches in a step.
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
  public var augmentation: SegmentationAugmentation?
  /// What is minimized.
  public var loss = SegmentationLossOptions()
  /// Whether rare classes weigh more in the cross-entropy; by default where classes differ tenfold.
  public var balancesClasses = true
  /// Whether the network also learns which pixels belong to one thing.
  public var separatesInstances: Bool?
  /// How samples become the network's input.
  public var normalization: PictureNormalization?
  /// Which of how many folds validates; nil for the split of the dataset.
  public var fold: Fold?
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

  /// One of several parts of the labelled pictures, which validates while the others train.
  public struct Fold: Codable, Sendable, Hashable {
    /// Which part, from 0.
    public var index: Int
    /// How many parts there are; at least 2.
    public var count: Int

    /// Makes the fold `index` of `count`.
    public init(_ index: Int, of count: Int) {
      (self.index, self.count) = (index, count)
    }
  }
}
