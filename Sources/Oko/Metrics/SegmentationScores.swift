/// How good labels of pixels are: over the pixels of the whole set, each class by itself, and along the outlines.
///
/// Figures are nil where there is nothing to measure.
public struct SegmentationScores: Hashable, Sendable {
  /// One class.
  public struct ClassScores: Hashable, Sendable {
    /// How its pixels agree over the whole set: IoU, Dice, precision, recall.
    public let pixels: PixelAgreement
    /// The F1 score of its outline, averaged over the pictures that have one; see ``SegmentationEvaluation``.
    public let boundaryF1: Double?

    /// How many pixels have this class in truth.
    public var truthCount: Int { pixels.right + pixels.missed }
    /// Intersection over union.
    public var iou: Double? { pixels.iou }
    /// The Dice coefficient.
    public var dice: Double? { pixels.dice }
    /// The share of its predicted pixels that are right.
    public var precision: Double? { pixels.precision }
    /// The share of its true pixels that are found.
    public var recall: Double? { pixels.recall }
  }

  /// How many pictures were measured.
  public let pictureCount: Int
  /// What was taken for what.
  public let confusion: PixelConfusion
  /// Every class.
  public let classes: [ClassScores]
  /// The single things; nil where none were compared.
  public let instances: InstanceScores?

  /// The mean IoU of the classes that occur in the truth or the prediction.
  public var meanIoU: Double? { Mean.of(classes.map(\.iou)) }
  /// The mean Dice coefficient of these classes.
  public var meanDice: Double? { Mean.of(classes.map(\.dice)) }
  /// The mean F1 score of the outlines.
  public var meanBoundaryF1: Double? { Mean.of(classes.map(\.boundaryF1)) }
  /// The share of pixels that have their true class.
  public var pixelAccuracy: Double? { confusion.accuracy }
  /// IoU of all classes but the first, taken as one, against the first.
  public var foregroundIoU: Double? { confusion.foregroundAgreement.iou }
  /// The Dice coefficient of all classes but the first, taken as one, against the first.
  public var foregroundDice: Double? { confusion.foregroundAgreement.dice }
}
