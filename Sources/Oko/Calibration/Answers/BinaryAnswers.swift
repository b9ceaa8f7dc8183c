#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Statements that are right or wrong, such as "here is a car", each with the logit of being right.
package struct BinaryAnswers: CalibrationAnswers, Hashable {
  private var logits: [Float] = []
  private var outcomes: [Bool] = []
  private var pictures: [Int32] = []

  package init() {}

  package var count: Int { logits.count }

  /// Adds a statement about the picture of the number `picture`.
  package mutating func add(logit: Float, isRight: Bool, picture: Int) {
    logits.append(logit)
    outcomes.append(isRight)
    pictures.append(Int32(picture))
  }

  package func slopes(at inverse: Double) -> LikelihoodSlopes {
    var slopes = LikelihoodSlopes()
    for (logit, isRight) in zip(logits, outcomes) {
      let logit = Double(logit)
      let share = 1 / (1 + exp(-logit * inverse))
      slopes.first += logit * (share - (isRight ? 1 : 0))
      slopes.second += logit * logit * share * (1 - share)
    }
    return slopes
  }

  package func half(even isEven: Bool) -> BinaryAnswers {
    var half = BinaryAnswers()
    for index in logits.indices where (pictures[index] % 2 == 0) == isEven {
      half.add(
        logit: logits[index], isRight: outcomes[index], picture: Int(pictures[index]))
    }
    return half
  }

  package func add(
    to scores: inout CalibrationScores, temperature: (_ picture: Int) -> Double
  ) {
    for index in logits.indices {
      scores.add(
        logit: Double(logits[index]), isRight: outcomes[index],
        temperature: temperature(Int(pictures[index])))
    }
  }
}
