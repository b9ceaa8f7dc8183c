public import OkoImaging

/// Keeps the surest of the boxes that mark one thing.
///
/// Greedy, by falling score, equal scores in their order; a box goes when its intersection over union with a
/// kept one of its class exceeds a threshold (as in torchvision). Boxes and scores that are no finite numbers
/// are never kept.
///
/// Kept boxes are listed by the cells of a grid that they cover, so that a box meets only those near it: an
/// overlap above t takes more than the share t of either side, and so contains one of the points that divide
/// the box into ⌈1/t⌉ columns and rows (its middle, for t ≥ 0.5).
public enum NonMaximumSuppression {
  /// The indices of the boxes to keep, surest first.
  ///
  /// - Precondition: `boxes`, `scores` and `classes` are equally many.
  public static func keep(
    boxes: [Box], scores: [Float], classes: [Int], iou: Float = 0.7,
    maximumDetections: Int = 300
  ) -> [Int] {
    keep(
      corners: boxes.map { BoxCorners($0) }, scores: scores, classes: classes, iou: iou,
      maximumDetections: maximumDetections)
  }

  /// The same for boxes by their edges.
  package static func keep(
    corners: [BoxCorners], scores: [Float], classes: [Int], iou: Float, maximumDetections: Int
  ) -> [Int] {
    precondition(
      corners.count == scores.count && corners.count == classes.count,
      "NonMaximumSuppression: \(corners.count) boxes, \(scores.count) scores, "
        + "\(classes.count) classes")
    let order = ScoreOrder.descending(scores)
    var kept: [Int] = []
    corners.withUnsafeBufferPointer { corners in
      var neighbours = KeptBoxes(corners: corners, classes: classes, threshold: iou)
      for index in order where corners[index].isFinite {
        guard kept.count < maximumDetections else { break }
        if neighbours.overlap(index) { continue }
        neighbours.insert(index)
        kept.append(index)
      }
    }
    return kept
  }
}
