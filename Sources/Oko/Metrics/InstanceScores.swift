/// How well single things are found and told apart.
///
/// As in the Data Science Bowl 2018 and StarDist (Schmidt et al. 2018), where "average precision" at a threshold of
/// overlap is TP / (TP + FP + FN), with pairs whose intersection over union reaches it as TP; no confidences take part.
public struct InstanceScores: Hashable, Sendable {
  /// The thresholds of overlap: 0.50, 0.55 … 0.95.
  public static let thresholds = InstanceMatching.twentieths.map { Double($0) / 20 }

  /// How many pictures have something on them, true or predicted; others do not count.
  public let pictureCount: Int
  /// How many things there are.
  public let truthCount: Int
  /// How many things are predicted.
  public let predictedCount: Int
  /// TP / (TP + FP + FN) at each threshold, averaged over the pictures.
  public let precisions: [Double]
  /// The same with TP, FP and FN counted over the whole set.
  public let pooledPrecisions: [Double]
  /// The mean intersection over union of the pairs that overlap by half or more; nil without pairs.
  public let meanMatchedIoU: Double?

  /// The mean of `precisions`: the figure of the Data Science Bowl.
  public var averagePrecision: Double { precisions.reduce(0, +) / Double(precisions.count) }
  /// The mean of `pooledPrecisions`.
  public var pooledAveragePrecision: Double {
    pooledPrecisions.reduce(0, +) / Double(pooledPrecisions.count)
  }
  /// At an overlap of 0.5.
  public var averagePrecision50: Double { precisions[0] }
  /// At an overlap of 0.75.
  public var averagePrecision75: Double { precisions[5] }
}

/// What `InstanceScores` are made of, picture by picture.
struct InstanceTally: Sendable, Hashable {
  private var pictureCount = 0
  private var truthCount = 0
  private var predictedCount = 0
  private var precisions = [Double](repeating: 0, count: InstanceMatching.twentieths.count)
  private var right = [Int](repeating: 0, count: InstanceMatching.twentieths.count)
  private var pairCount = 0
  private var overlaps = 0.0

  mutating func add(_ matching: InstanceMatching) {
    guard let precisions = matching.precisions else { return }
    pictureCount += 1
    truthCount += matching.truthCount
    predictedCount += matching.predictedCount
    for (index, count) in matching.rightCounts.enumerated() {
      self.precisions[index] += precisions[index]
      right[index] += count
    }
    pairCount += matching.pairs.count
    overlaps += matching.pairs.reduce(0) { $0 + $1.iou }
  }

  /// The scores; nil where no picture had anything on it.
  var scores: InstanceScores? {
    guard pictureCount > 0 else { return nil }
    return InstanceScores(
      pictureCount: pictureCount, truthCount: truthCount, predictedCount: predictedCount,
      precisions: precisions.map { $0 / Double(pictureCount) },
      pooledPrecisions: right.map { Double($0) / Double(predictedCount + truthCount - $0) },
      meanMatchedIoU: pairCount > 0 ? overlaps / Double(pairCount) : nil)
  }
}
