/// Precision, recall and F1 at IoU 0.5, for confidence thresholds from 0 to 1 in steps of 0.001.
///
/// At a threshold, what is surer than it counts as found.
public struct ConfidenceCurve: Hashable, Sendable {
  /// The thresholds: 0, 0.001, …, 1.
  public static let thresholds = (0...1000).map { Double($0) / 1000 }
  /// The share of what is found that is right; 1 where nothing is found.
  public var precision: [Double]
  /// The share of what there is that is found.
  public var recall: [Double]
  /// The harmonic mean of precision and recall, 2 · right / (found + there).
  public var f1: [Double]

  /// The threshold where F1 is largest; the middle one of several in a row.
  public var bestThreshold: Double { Self.thresholds[bestIndex] }

  /// The place of `bestThreshold` in the curves.
  public var bestIndex: Int {
    let largest = f1.max() ?? 0
    guard let first = f1.firstIndex(of: largest) else { return 0 }
    let end = f1[first...].firstIndex { $0 != largest } ?? f1.endIndex
    return (first + end - 1) / 2
  }

  /// The curve of detections sorted by falling score.
  init(decisions: [(score: Double, isRight: Bool)], truthCount: Int) {
    (precision, recall, f1) = ([], [], [])
    var (right, found) = (0, 0)
    for threshold in Self.thresholds.reversed() {
      while found < decisions.count, decisions[found].score > threshold {
        right += decisions[found].isRight ? 1 : 0
        found += 1
      }
      precision.append(found > 0 ? Double(right) / Double(found) : 1)
      recall.append(truthCount > 0 ? Double(right) / Double(truthCount) : 0)
      let whole = found + truthCount
      f1.append(whole > 0 ? 2 * Double(right) / Double(whole) : 0)
    }
    precision.reverse()
    recall.reverse()
    f1.reverse()
  }

  /// The mean of several curves.
  init(averaging curves: [ConfidenceCurve]) {
    func mean(_ values: (ConfidenceCurve) -> [Double]) -> [Double] {
      Self.thresholds.indices.map { index in
        curves.isEmpty
          ? 0 : curves.reduce(0) { $0 + values($1)[index] } / Double(curves.count)
      }
    }
    precision = mean(\.precision)
    recall = mean(\.recall)
    f1 = mean(\.f1)
  }
}
