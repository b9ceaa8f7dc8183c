import OkoImaging

/// The measuring of labelled pixels against the truth, picture by picture.
///
///     var evaluation = SegmentationEvaluation(classCount: 2)
///     evaluation.add(predicted: labels, truth: truth)
///     print(evaluation.scores.meanIoU ?? 0)
///
/// IoU, Dice, precision and recall come from one confusion matrix over the pixels of all pictures, without those that
/// are ignored. The boundary F1 of a class is that of Csurka et al. 2013, averaged over the pictures on which the
/// prediction or the truth has an outline of it; outlines agree within 0.75 % of the diagonal, at least a pixel.
public struct SegmentationEvaluation: Sendable {
  /// The number of classes.
  public let classCount: Int
  private var pictureCount = 0
  private var confusion: PixelConfusion
  private var boundaries: [(sum: Double, count: Int)]
  private var instances = InstanceTally()

  /// Makes an evaluation of no pictures.
  ///
  /// - Precondition: there are from 1 to 255 classes.
  public init(classCount: Int) {
    self.classCount = classCount
    confusion = PixelConfusion(classCount: classCount)
    boundaries = [(Double, Int)](repeating: (0, 0), count: classCount)
  }

  /// Adds a picture.
  ///
  /// - Returns: the mean IoU on this picture of the classes that occur on it; nil where all is ignored.
  /// - Precondition: the maps have one size, and labels are below `classCount` or ignored.
  @discardableResult
  public mutating func add(predicted: LabelMap, truth: LabelMap) -> Double? {
    let own = PixelConfusion(classCount: classCount, predicted: predicted, truth: truth)
    let agreement = BoundaryAgreement(classCount: classCount, predicted: predicted, truth: truth)
    pictureCount += 1
    confusion += own
    for (index, f1) in agreement.f1.enumerated() {
      guard let f1 else { continue }
      boundaries[index].sum += f1
      boundaries[index].count += 1
    }
    return own.meanIoU
  }

  /// Adds the single things of a picture; nothing counts where `labels`, the true ones, are ignored.
  ///
  /// A predicted thing that lies on ignored pixels by more than half is left out. Classes do not matter.
  ///
  /// - Returns: the average precision on this picture; nil where there is nothing on either map.
  /// - Precondition: the maps have one size.
  @discardableResult
  public mutating func add(
    instances predicted: InstanceMap, truth: InstanceMap, labels: LabelMap? = nil
  ) -> Double? {
    let matching = InstanceMatching(predicted: predicted, truth: truth, labels: labels)
    instances.add(matching)
    return matching.precisions.map { $0.reduce(0, +) / Double($0.count) }
  }

  /// The scores of all that was added.
  public var scores: SegmentationScores {
    SegmentationScores(
      pictureCount: pictureCount, confusion: confusion,
      classes: (0..<classCount).map { index in
        let (sum, count) = boundaries[index]
        return SegmentationScores.ClassScores(
          pixels: confusion.agreement(ofClass: index),
          boundaryF1: count > 0 ? sum / Double(count) : nil)
      }, instances: instances.scores)
  }
}
