/// The temperatures that calibration works with.
public struct TemperatureFit: Hashable, Sendable {
  /// What the model had.
  public let before: Temperature
  /// The one that makes the truths of all answers likeliest.
  public let after: Temperature
  /// The same for the answers about even pictures alone, and for those about odd ones.
  public let ofHalves: [Temperature]

  /// The temperatures that a fit may end at; answers that are all right would otherwise drive it to 0.
  public static let range: ClosedRange<Float> = 0.05...20

  /// Fits by `method` to `answers` of a model that had `before`.
  package init<Answers: CalibrationAnswers>(
    before: Temperature, to answers: Answers,
    by method: (Answers) -> Temperature = { temperature(for: $0) }
  ) {
    self.before = before
    after = method(answers)
    ofHalves = [true, false].map { method(answers.half(even: $0)) }
  }

  /// Whether the answers did not say where between the ends the temperature lies.
  public var isAtAnEnd: Bool {
    after.value <= Self.range.lowerBound || after.value >= Self.range.upperBound
  }

  /// Whether any of them has a bias.
  public var hasBias: Bool { ([before, after] + ofHalves).contains { $0.bias != 0 } }

  /// The one of `column` for the picture of the number `picture`.
  package func temperature(_ column: CalibrationColumn, picture: Int) -> Temperature {
    switch column {
    case .before: before
    case .after: after
    case .crossFitted: ofHalves[1 - picture % 2]
    }
  }

  /// The temperature that maximizes the likelihood of `answers`, to four places; 1 without answers.
  ///
  /// The likelihood is concave in 1 / T: Newton's steps find the only root of its slope, and where one would leave
  /// the stretch in which the root is known to lie, that is halved.
  package static func temperature(for answers: some CalibrationAnswers) -> Temperature {
    guard answers.count > 0 else { return .one }
    var low = 1 / Double(range.upperBound)
    var high = 1 / Double(range.lowerBound)
    guard answers.slopes(at: low).first < 0 else { return Temperature(range.upperBound) }
    guard answers.slopes(at: high).first > 0 else { return Temperature(range.lowerBound) }
    var inverse = 1.0
    for _ in 0..<60 {
      let slopes = answers.slopes(at: inverse)
      if slopes.first > 0 { high = inverse } else { low = inverse }
      var next = inverse - slopes.first / slopes.second
      // A slope that is no number does not pass either.
      if !(next > low && next < high) { next = (low + high) / 2 }
      let step = abs(next - inverse)
      inverse = next
      if step < 1e-9 * inverse { break }
    }
    return Temperature(rounded(1 / inverse))
  }

  /// To four places: more say nothing.
  static func rounded(_ value: Double) -> Float { Float((1e4 * value).rounded() / 1e4) }
}

/// What a calibration is told of: the answers as they were, as they are, and as they are for pictures that had no
/// part in the fit.
package enum CalibrationColumn: CaseIterable, Sendable {
  case before
  case after
  case crossFitted
}
