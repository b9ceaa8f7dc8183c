/// How often answers of each confidence were right, counted in bins of equal width from 0 to 1.
///
///     var bins = CalibrationBins()
///     bins.add(confidence: 0.93, isRight: true)
///     print(bins.expectedError ?? 0)
///
/// A bin holds the confidences above its lower end up to its upper one, as in Guo et al. 2017; 0 belongs to the
/// first. Answers are only counted, so that there may be any number of them.
public struct CalibrationBins: Hashable, Sendable {
  /// How many bins are usual for classes, pixels and characters.
  public static let usualCount = 15

  /// How many answers each bin has.
  public private(set) var counts: [Int]
  /// How many of them were right.
  public private(set) var rightCounts: [Int]
  /// The sums of their confidences.
  public private(set) var confidenceSums: [Double]
  /// The sums of p · (1 − p), the variances of how many would be right were the confidences p honest.
  private var variances: [Double]

  /// Makes `count` empty bins.
  ///
  /// - Precondition: there is at least one.
  public init(count: Int = CalibrationBins.usualCount) {
    precondition(count > 0, "CalibrationBins: \(count) bins")
    counts = [Int](repeating: 0, count: count)
    rightCounts = counts
    confidenceSums = [Double](repeating: 0, count: count)
    variances = confidenceSums
  }

  /// Counts an answer; a confidence outside 0…1 is taken for the nearer end, one that is no number for 0.
  public mutating func add(confidence: Double, isRight: Bool) {
    let confidence = min(max(0, confidence), 1)
    let bin = Self.bin(of: confidence, among: counts.count)
    counts[bin] += 1
    rightCounts[bin] += isRight ? 1 : 0
    confidenceSums[bin] += confidence
    variances[bin] += confidence * (1 - confidence)
  }

  /// Adds the counts of other answers.
  ///
  /// - Precondition: there are as many bins.
  public mutating func add(_ other: CalibrationBins) {
    precondition(
      other.counts.count == counts.count,
      "CalibrationBins: \(other.counts.count) bins added to \(counts.count)")
    for bin in counts.indices {
      counts[bin] += other.counts[bin]
      rightCounts[bin] += other.rightCounts[bin]
      confidenceSums[bin] += other.confidenceSums[bin]
      variances[bin] += other.variances[bin]
    }
  }

  /// How many answers there are.
  public var total: Int { counts.reduce(0, +) }

  /// The share of right answers in a bin; nil where it is empty.
  public func accuracy(ofBin bin: Int) -> Double? {
    counts[bin] > 0 ? Double(rightCounts[bin]) / Double(counts[bin]) : nil
  }

  /// The mean confidence of the answers in a bin; nil where it is empty.
  public func confidence(ofBin bin: Int) -> Double? {
    counts[bin] > 0 ? confidenceSums[bin] / Double(counts[bin]) : nil
  }

  /// The share of right answers; nil without answers.
  public var accuracy: Double? {
    total > 0 ? Double(rightCounts.reduce(0, +)) / Double(total) : nil
  }

  /// The mean confidence; nil without answers.
  public var confidence: Double? { total > 0 ? confidenceSums.reduce(0, +) / Double(total) : nil }

  /// The expected calibration error, Σ n / N · |accuracy − confidence| over the bins; nil without answers.
  public var expectedError: Double? { expectedError(leastCount: 1) }

  /// The same over the bins with at least `leastCount` answers; nil where there are none.
  public func expectedError(leastCount: Int) -> Double? {
    let used = counts.indices.filter { counts[$0] >= max(leastCount, 1) }
    let all = used.reduce(0) { $0 + counts[$1] }
    guard all > 0 else { return nil }
    return used.reduce(0) { $0 + gap(ofBin: $1) } / Double(all)
  }

  /// The expected calibration error that honest confidences would show by chance, as answers are few; nil without
  /// answers.
  ///
  /// Σ √(2 / π · Σ p · (1 − p)) / N over the bins: the mean deviation of a normal number, for independent answers.
  public var errorByChance: Double? {
    guard total > 0 else { return nil }
    return variances.reduce(0) { $0 + (2 / .pi * $1).squareRoot() } / Double(total)
  }

  /// The largest |accuracy − confidence| of a bin; nil without answers.
  public var maximumError: Double? {
    counts.indices.compactMap { bin in
      counts[bin] > 0 ? gap(ofBin: bin) / Double(counts[bin]) : nil
    }.max()
  }

  /// n · |accuracy − confidence|.
  private func gap(ofBin bin: Int) -> Double {
    abs(Double(rightCounts[bin]) - confidenceSums[bin])
  }

  /// The bin (lower, upper] of `value`, which is from 0 to 1.
  static func bin(of value: Double, among count: Int) -> Int {
    var bin = min(Int(value * Double(count)), count - 1)
    // The product may round across an end.
    while bin > 0, value <= Double(bin) / Double(count) { bin -= 1 }
    while bin + 1 < count, value > Double(bin + 1) / Double(count) { bin += 1 }
    return bin
  }
}
