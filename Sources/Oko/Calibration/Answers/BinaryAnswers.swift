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
    to scores: inout CalibrationScores, temperature: (_ picture: Int) -> Temperature
  ) {
    for index in logits.indices {
      let temperature = temperature(Int(pictures[index]))
      scores.add(
        logit: Double(logits[index]) + Double(temperature.bias), isRight: outcomes[index],
        temperature: Double(temperature.value))
    }
  }

  /// The temperature and the bias that together maximize the likelihood, or only the former where they lie beyond
  /// `range` or the answers do not tell them; see Platt 1999.
  package func biasedTemperature(in range: ClosedRange<Float>) -> Temperature {
    let plain = TemperatureFit.temperature(for: self)
    var (slope, height) = (1 / Double(plain.value), 0.0)
    var loss = loss(slope, height)
    for _ in 0..<100 {
      var (g, h) = ((0.0, 0.0), (0.0, 0.0, 0.0))
      for (logit, isRight) in zip(logits, outcomes) {
        let logit = Double(logit)
        let share = 1 / (1 + exp(-(slope * logit + height)))
        let (error, weight) = (share - (isRight ? 1 : 0), share * (1 - share))
        g = (g.0 + error * logit, g.1 + error)
        h = (h.0 + weight * logit * logit, h.1 + weight * logit, h.2 + weight)
      }
      let determinant = h.0 * h.2 - h.1 * h.1
      guard determinant > 0 else { return plain }
      var step = (
        (h.2 * g.0 - h.1 * g.1) / determinant, (h.0 * g.1 - h.1 * g.0) / determinant
      )
      var next = self.loss(slope - step.0, height - step.1)
      while next > loss, abs(step.0) > 1e-12 {
        step = (step.0 / 2, step.1 / 2)
        next = self.loss(slope - step.0, height - step.1)
      }
      (slope, height) = (slope - step.0, height - step.1)
      let isDone = loss - next <= 1e-12 * abs(loss)
      loss = next
      if isDone { break }
    }
    // Compared before it becomes a float, which a number that is none would not pass.
    guard slope >= 1 / Double(range.upperBound), slope <= 1 / Double(range.lowerBound) else {
      return plain
    }
    return Temperature(
      TemperatureFit.rounded(1 / slope), bias: TemperatureFit.rounded(height / slope))
  }

  /// The sum of −ln p of the truths.
  private func loss(_ slope: Double, _ height: Double) -> Double {
    zip(logits, outcomes).reduce(0) { sum, answer in
      let value = (slope * Double(answer.0) + height) * (answer.1 ? 1 : -1)
      return sum - min(value, 0) + log1p(exp(-abs(value)))
    }
  }
}
