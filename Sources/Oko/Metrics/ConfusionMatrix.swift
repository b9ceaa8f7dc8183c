public import OkoImaging

/// What was taken for what, with the background as one class more.
///
/// As in Ultralytics: detections surer than 0.25 are paired with truths of any class that they overlap by more
/// than 0.45, each truth with at most one. An unpaired detection is background taken for its class, an unpaired truth
/// is taken for background. Ignored truths do not count, nor do unpaired detections that lie on them.
public struct ConfusionMatrix: Hashable, Sendable {
  /// The number of classes; this is also the number of the background.
  public let classCount: Int
  /// What a detection's confidence must exceed.
  public let confidence: Double
  /// What the overlap of a pair must exceed.
  public let iou: Double
  private var counts: [Int]

  /// Makes a matrix of zeros.
  public init(classCount: Int, confidence: Double = 0.25, iou: Double = 0.45) {
    self.classCount = classCount
    self.confidence = confidence
    self.iou = iou
    counts = [Int](repeating: 0, count: (classCount + 1) * (classCount + 1))
  }

  /// How often `actual` was taken for `predicted`; `classCount` stands for the background.
  public subscript(predicted predicted: Int, actual actual: Int) -> Int {
    counts[predicted * (classCount + 1) + actual]
  }

  /// The counts, a row for each true class and in it a column for each predicted one, the background last.
  public var rows: [[Int]] {
    (0...classCount).map { actual in
      (0...classCount).map { self[predicted: $0, actual: actual] }
    }
  }

  /// Adds a picture.
  public mutating func add(
    boxes: [Box], classes: [Int], scores: [Double], truths: [DetectionTruth]
  ) {
    let sure = boxes.indices.filter { scores[$0] > confidence }
    let counted = truths.filter { !$0.isIgnored }
    let ignored = truths.filter(\.isIgnored)
    let match = pairs(sure.map { boxes[$0] }, counted.map(\.box))
    for (truth, detection) in zip(counted, match) {
      count(predicted: detection.map { classes[sure[$0]] } ?? classCount, actual: truth.classIndex)
    }
    let paired = Set(match.compactMap(\.self))
    for (place, index) in sure.enumerated() where !paired.contains(place) {
      let liesOnIgnored = ignored.contains { overlap(boxes[index], $0) > iou }
      if !liesOnIgnored { count(predicted: classes[index], actual: classCount) }
    }
  }

  /// For each truth the detection it is paired with: of those that overlap it more than any other truth, the
  /// one that does so most.
  private func pairs(_ boxes: [Box], _ truths: [Box]) -> [Int?] {
    var best = [(detection: Int, overlap: Double)?](repeating: nil, count: truths.count)
    for (place, box) in boxes.enumerated() {
      var own: (truth: Int, overlap: Double)?
      for (truth, other) in truths.enumerated() {
        let overlap = box.intersectionOverUnion(other)
        if overlap > iou, overlap > own?.overlap ?? 0 { own = (truth, overlap) }
      }
      guard let own else { continue }
      if own.overlap > best[own.truth]?.overlap ?? 0 { best[own.truth] = (place, own.overlap) }
    }
    return best.map { $0?.detection }
  }

  private func overlap(_ box: Box, _ truth: DetectionTruth) -> Double {
    guard truth.isCrowd, box.area > 0 else { return box.intersectionOverUnion(truth.box) }
    let width = min(box.maxX, truth.box.maxX) - max(box.x, truth.box.x)
    let height = min(box.maxY, truth.box.maxY) - max(box.y, truth.box.y)
    return max(width, 0) * max(height, 0) / box.area
  }

  private mutating func count(predicted: Int, actual: Int) {
    counts[predicted * (classCount + 1) + actual] += 1
  }
}
