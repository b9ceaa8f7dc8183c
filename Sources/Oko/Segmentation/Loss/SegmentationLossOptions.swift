/// How the parts of a segmenter's loss weigh.
public struct SegmentationLossOptions: Codable, Hashable, Sendable {
  /// The weight of the cross-entropy.
  public var crossEntropy: Float = 1
  /// The weight of the Dice loss.
  public var dice: Float = 1
  /// How little pixels count that are right already; 0 for plain cross-entropy.
  ///
  /// The γ of the focal loss (Lin et al. 2017).
  public var focus: Float = 0
  /// The weight of each class in the cross-entropy; nil for 1.
  public var classWeights: [Float]?
  /// Whether class 0 counts in the Dice loss; it does not where it is a mere background.
  public var diceCountsFirstClass = false
  /// The weight of the edges between things.
  public var edges: Float = 1
  /// The weight of the depths inside things.
  public var depths: Float = 1

  /// Makes cross-entropy and Dice, one to one.
  public init() {}
}

extension SegmentationLossOptions {
  /// The losses that have a name.
  public enum Preset: String, CaseIterable, Sendable {
    /// Cross-entropy and Dice.
    case crossEntropyAndDice = "ce-dice"
    /// Cross-entropy alone.
    case crossEntropy = "ce"
    /// Dice alone.
    case dice
    /// Focal loss alone, γ = 2.
    case focal
    /// Focal loss and Dice.
    case focalAndDice = "focal-dice"

    /// What it stands for.
    public var options: SegmentationLossOptions {
      var options = SegmentationLossOptions()
      switch self {
      case .crossEntropyAndDice: break
      case .crossEntropy: options.dice = 0
      case .dice: options.crossEntropy = 0
      case .focal: (options.dice, options.focus) = (0, 2)
      case .focalAndDice: options.focus = 2
      }
      return options
    }
  }
}
