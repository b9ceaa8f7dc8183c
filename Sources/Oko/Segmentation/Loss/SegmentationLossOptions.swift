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
