/// How good detections are: COCO's figures, each class by itself, curves and confusions.
public struct DetectionScores: Sendable {
  /// One class.
  public struct ClassScores: Sendable {
    /// The number of truths, ignored ones left out.
    public let truthCount: Int
    /// Average precision at IoU 0.5; −1 with nothing to find.
    public let averagePrecision50: Double
    /// Average precision at IoU 0.75; −1 with nothing to find.
    public let averagePrecision75: Double
    /// Average precision over IoU 0.50 to 0.95; −1 with nothing to find.
    public let averagePrecision: Double
    /// The largest recall, averaged over IoU 0.50 to 0.95; −1 with nothing to find.
    public let averageRecall: Double
    /// The best precision at each recall of 0, 0.01, …, 1 or beyond, at IoU 0.5; empty with nothing to find.
    public let precisionByRecall: [Double]
    /// Precision, recall and F1 by threshold, at IoU 0.5.
    public let confidenceCurve: ConfidenceCurve
  }

  /// The twelve figures.
  public let figures: COCOFigures
  /// Every class.
  public let classes: [ClassScores]
  /// The mean of the curves of the classes that have something to find.
  public let confidenceCurve: ConfidenceCurve
  /// What was taken for what.
  public let confusion: ConfusionMatrix

  /// The confidence threshold at which F1, averaged over the classes, is largest.
  public var bestThreshold: Double { confidenceCurve.bestThreshold }

  init(_ accumulations: [ClassAccumulation], confusion: ConfusionMatrix) {
    figures = COCOFigures(accumulations)
    classes = accumulations.map { ClassScores($0) }
    confidenceCurve = ConfidenceCurve(
      averaging: classes.filter { $0.truthCount > 0 }.map(\.confidenceCurve))
    self.confusion = confusion
  }
}

extension DetectionScores.ClassScores {
  init(_ accumulation: ClassAccumulation) {
    func mean(_ values: [Double]?) -> Double {
      values.map { $0.reduce(0, +) / Double($0.count) } ?? -1
    }
    truthCount = accumulation.truthCount
    averagePrecision50 = accumulation.precision[0]?[0] ?? -1
    averagePrecision75 = accumulation.precision[0]?[5] ?? -1
    averagePrecision = mean(accumulation.precision[0])
    averageRecall = mean(accumulation.recall[0])
    precisionByRecall = accumulation.curve
    confidenceCurve = ConfidenceCurve(
      decisions: accumulation.decisions, truthCount: accumulation.truthCount)
  }
}
