import OkoTensors

/// What a network says of the steps along one line: the logarithm of each class's probability at each step.
public struct StepScores: Sendable, Hashable {
  /// The number of steps.
  public let steps: Int
  /// The number of classes; class 0 is the blank.
  public let classes: Int
  /// The logarithms, a row of `classes` for each step.
  public let logProbabilities: [Float]

  /// Takes logarithms of probabilities, a row of `classes` for each step.
  ///
  /// - Precondition: there is a class, and the rows are whole.
  public init(logProbabilities: [Float], classes: Int) {
    precondition(
      classes > 0 && logProbabilities.count % classes == 0,
      "StepScores: \(logProbabilities.count) numbers for rows of \(classes) classes")
    (self.logProbabilities, self.classes) = (logProbabilities, classes)
    steps = logProbabilities.count / classes
  }

  /// Makes log softmax(logits / `temperature`) of each row of `classes`.
  ///
  /// At temperature 0, the limit, the likeliest class of each step has probability 1, of equal ones the first.
  ///
  /// - Precondition: `temperature ≥ 0`; there is a class, and the rows are whole.
  public init(logits: [Float], classes: Int, temperature: Float = 1) {
    precondition(
      temperature >= 0 && temperature.isFinite,
      "StepScores: temperature \(temperature), at least 0 expected")
    precondition(
      classes > 0 && logits.count % classes == 0,
      "StepScores: \(logits.count) numbers for rows of \(classes) classes")
    let steps = logits.count / classes
    // Beyond these, 1 / T or the quotients are no longer what they stand for.
    guard temperature < 1e-30 || steps == 0 else {
      let rows = Tensor(logits, shape: [steps, classes])
        .logSoftmax(temperature: min(temperature, 1e30))
      self.init(logProbabilities: rows.scalars, classes: classes)
      return
    }
    var sure = [Float](repeating: -.infinity, count: logits.count)
    for (step, best) in Self.likeliest(logits, classes: classes).enumerated() {
      sure[step * classes + best] = 0
    }
    self.init(logProbabilities: sure, classes: classes)
  }

  /// The likeliest class of every step, of equal ones the first.
  package var likeliest: [Int] { Self.likeliest(logProbabilities, classes: classes) }

  private static func likeliest(_ rows: [Float], classes: Int) -> [Int] {
    rows.withUnsafeBufferPointer { rows in
      (0..<rows.count / classes).map { step in
        let start = step * classes
        var best = start
        for index in start + 1..<start + classes where rows[index] > rows[best] { best = index }
        return best - start
      }
    }
  }
}
