#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What logits are divided by before a softmax or a sigmoid makes probabilities of them.
///
/// Above 1 it brings probabilities nearer to each other, below 1 it drives them apart; the likeliest answer stays
/// the likeliest. At 0, the limit, that one has all (Guo et al. 2017, "On Calibration of Modern Neural Networks").
public struct Temperature: Hashable, Sendable {
  /// The divisor.
  public let value: Float
  /// What is added to a logit before it is divided; only a sigmoid can tell.
  ///
  /// With it the logistic function is that of Platt 1999, and still keeps the order of answers.
  public let bias: Float

  /// The temperature at which logits stay as they are.
  public static let one = Temperature(1)

  /// Makes a temperature.
  ///
  /// - Precondition: `value` is finite, and 0 or more; `bias` is finite.
  public init(_ value: Float, bias: Float = 0) {
    precondition(
      Self.isValid(value) && bias.isFinite,
      "Temperature: \(value) with bias \(bias), expected a finite number, 0 or more, and a finite one"
    )
    (self.value, self.bias) = (value, bias)
  }

  /// Whether `value` is finite, and 0 or more.
  public static func isValid(_ value: Float) -> Bool { value >= 0 && value.isFinite }

  /// 1 / (1 + e^(−(logit + bias) / T)); at 0 that is 1 above and 0 below a logit of −bias.
  public func probability(logit: Float) -> Float {
    1 / (1 + exp(-scaled(logit + bias)))
  }

  /// The same in double precision, in which different logits that matter have different probabilities.
  package func probability(logit: Double) -> Double {
    let logit = logit + Double(bias)
    return logit == 0 ? 0.5 : 1 / (1 + exp(-logit / Double(value)))
  }

  /// The softmax of logits / T; at 0 the first of the largest has 1 and all others 0.
  public func probabilities(logits: [Float]) -> [Float] {
    guard let top = logits.max(), let first = logits.firstIndex(of: top) else { return logits }
    guard value > 0 else { return logits.indices.map { $0 == first ? 1 : 0 } }
    let weights = logits.map { exp(scaled($0 - top)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The logit that one must exceed for its probability to exceed `probability`.
  ///
  /// Every logit exceeds that of 0 or less, none that of 1 or more.
  package func logit(exceeding probability: Float) -> Float {
    if probability <= 0 { return -.infinity }
    if probability >= 1 { return .infinity }
    // At 0 a logit of −bias is worth a half.
    guard value > 0 else { return probability < 0.5 ? (-bias).nextDown : -bias }
    return log(probability / (1 - probability)) * value - bias
  }

  /// What a probability at temperature 1 becomes; what is none stays as it is.
  func tempered(_ probability: Double) -> Double {
    guard self != .one, probability > 0, probability < 1 else { return probability }
    return self.probability(logit: log(probability / (1 - probability)))
  }

  /// The probability of the class `best` among `count` that have the `shares` at temperature 1, all of which it
  /// is not below.
  ///
  /// Shares are taken for no less than the least normal number, e⁻⁸⁷.
  @inline(__always)
  func confidence(_ shares: UnsafePointer<Float>, count: Int, best: Int) -> Float {
    guard self != .one else { return shares[best] }
    var sum: Float = 1
    for index in 0..<count where index != best {
      let ratio =
        max(shares[index], .leastNormalMagnitude) / max(shares[best], .leastNormalMagnitude)
      sum += value > 0 ? exp(scaled(log(ratio))) : 0
    }
    return 1 / sum
  }

  /// Makes of `count` probabilities at temperature 1 those at this one; see ``confidence(_:count:best:)``.
  func temper(_ shares: UnsafeMutablePointer<Float>, count: Int) {
    let logits = (0..<count).map { log(max(shares[$0], .leastNormalMagnitude)) }
    for (index, share) in probabilities(logits: logits).enumerated() { shares[index] = share }
  }

  @inline(__always)
  private func scaled(_ logit: Float) -> Float {
    // 0 / 0 is no number.
    logit == 0 ? 0 : logit / value
  }
}
