#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How honest probabilities are: calibration errors and two proper scores.
public struct CalibrationScores: Hashable, Sendable {
  /// The answers by their confidence.
  public private(set) var bins: CalibrationBins
  private var squares = 0.0
  private var logarithms = 0.0

  /// Makes the scores of no answer.
  public init(binCount: Int = CalibrationBins.usualCount) {
    bins = CalibrationBins(count: binCount)
  }

  /// How many answers there are.
  public var count: Int { bins.total }
  /// The expected calibration error; nil without answers.
  public var expectedError: Double? { bins.expectedError }
  /// The largest calibration error of a bin; nil without answers.
  public var maximumError: Double? { bins.maximumError }
  /// The Brier score, the mean of Σ (p − y)² over the classes, or of (p − y)² for yes and no; nil without answers.
  public var brier: Double? { count > 0 ? squares / Double(count) : nil }
  /// The mean of −ln p of the truth; nil without answers.
  public var negativeLogLikelihood: Double? { count > 0 ? -logarithms / Double(count) : nil }

  /// Adds a statement that has the logit `logit` at temperature 1 and turned out as `isRight` says.
  public mutating func add(logit: Double, isRight: Bool, temperature: Double = 1) {
    let scaled = logit / temperature
    let share = 1 / (1 + exp(-scaled))
    let error = isRight ? 1 - share : share
    bins.add(confidence: share, isRight: isRight)
    squares += error * error
    // ln p = −ln(1 + e⁻ˣ), without an overflow.
    let height = isRight ? scaled : -scaled
    logarithms += min(height, 0) - log1p(exp(-abs(height)))
  }

  /// Adds a choice among classes that have the `logits` at temperature 1; of equal ones the first is chosen.
  ///
  /// - Precondition: `truth` is one of them.
  public mutating func add(
    logits: some RandomAccessCollection<Float>, truth: Int, temperature: Double = 1
  ) {
    precondition(
      (0..<logits.count).contains(truth),
      "CalibrationScores: class \(truth) of \(logits.count)")
    var (best, top) = (0, -Float.infinity)
    for (index, logit) in logits.enumerated() where logit > top { (best, top) = (index, logit) }
    var (sum, squareSum, own) = (0.0, 0.0, 0.0)
    for (index, logit) in logits.enumerated() {
      let height = (Double(logit) - Double(top)) / temperature
      let weight = exp(height)
      sum += weight
      squareSum += weight * weight
      if index == truth { own = height }
    }
    let share = exp(own) / sum
    bins.add(confidence: 1 / sum, isRight: best == truth)
    // Σ p² − 2 p + 1, where p is that of the truth.
    squares += squareSum / (sum * sum) - 2 * share + 1
    logarithms += own - log(sum)
  }

  /// Adds the scores of other answers.
  public mutating func add(_ other: CalibrationScores) {
    bins.add(other.bins)
    squares += other.squares
    logarithms += other.logarithms
  }
}
