/// Answers whose truth is known, and how likely that truth is at each temperature.
///
/// A new task needs only to say what its answers are: ``BinaryAnswers`` for things that are there or not,
/// ``ClassAnswers`` for a choice among classes.
package protocol CalibrationAnswers: Sendable {
  /// How many there are.
  var count: Int { get }

  /// The sum of −ln p of the truths at the inverse temperature `inverse`, less its value, as the first two
  /// derivatives by `inverse`; it is convex.
  func slopes(at inverse: Double) -> LikelihoodSlopes

  /// The answers about every second picture: those with even numbers where `isEven`, else those with odd ones.
  func half(even isEven: Bool) -> Self

  /// Adds each answer to `scores` at the temperature that `temperature` names for its picture.
  func add(to scores: inout CalibrationScores, temperature: (_ picture: Int) -> Temperature)
}

/// Derivatives of a likelihood by the inverse temperature.
package struct LikelihoodSlopes: Hashable, Sendable {
  package var first = 0.0
  package var second = 0.0
}
