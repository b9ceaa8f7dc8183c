/// How the parts of a detector's loss weigh.
public struct DetectionLossOptions: Hashable, Sendable {
  /// The weight of the boxes' overlap.
  public var boxWeight: Float
  /// The weight of the classes.
  public var classWeight: Float
  /// The weight of the distributions of the boxes' sides.
  public var distributionWeight: Float
  /// For each class, how much more finding it counts than not finding it where it is not.
  ///
  /// Weights above 1 help rare classes; nil is 1 for all.
  public var positiveWeights: [Float]?
  /// What chooses the anchors that answer for the targets.
  public var assigner: TaskAlignedAssigner

  /// Makes options; the defaults are YOLOv8's.
  public init(
    boxWeight: Float = 7.5, classWeight: Float = 0.5, distributionWeight: Float = 1.5,
    positiveWeights: [Float]? = nil, assigner: TaskAlignedAssigner = .init()
  ) {
    self.boxWeight = boxWeight
    self.classWeight = classWeight
    self.distributionWeight = distributionWeight
    self.positiveWeights = positiveWeights
    self.assigner = assigner
  }
}
