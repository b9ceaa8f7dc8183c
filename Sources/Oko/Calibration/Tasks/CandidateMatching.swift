import OkoImaging

/// Which of a picture's detections are right: each, the surest first, takes the free thing of its class that it
/// overlaps most, by at least a half.
package enum CandidateMatching {
  /// For each of `candidates`, the surest first, whether it is right; nil where it found what is to be ignored.
  package static func outcomes(
    _ candidates: [DetectionCandidate], truths: [DetectionTruth], iou: Double = 0.5
  ) -> [Bool?] {
    var isTaken = [Bool](repeating: false, count: truths.count)
    return candidates.map { candidate in
      var (best, match) = (iou, Int?.none)
      for (index, truth) in truths.enumerated()
      where truth.classIndex == candidate.classIndex && !truth.isIgnored && !isTaken[index] {
        let overlap = candidate.box.intersectionOverUnion(truth.box)
        if overlap >= best { (best, match) = (overlap, index) }
      }
      if let match {
        isTaken[match] = true
        return true
      }
      let isIgnored = truths.contains { truth in
        truth.isIgnored && truth.classIndex == candidate.classIndex
          && covered(candidate.box, by: truth) >= iou
      }
      return isIgnored ? nil : false
    }
  }

  /// Intersection over union, or over the detection's own area where the truth is a crowd.
  private static func covered(_ box: Box, by truth: DetectionTruth) -> Double {
    guard truth.isCrowd, box.area > 0 else { return box.intersectionOverUnion(truth.box) }
    let width = min(box.maxX, truth.box.maxX) - max(box.x, truth.box.x)
    let height = min(box.maxY, truth.box.maxY) - max(box.y, truth.box.y)
    return max(width, 0) * max(height, 0) / box.area
  }
}
