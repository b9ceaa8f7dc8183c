/// How the text is found in what a network says of each step of a line.
///
///     let decoded = TextDecoding().decode(scores, alphabet: reader.alphabet)
///     print(decoded.text, decoded.logProbability)
public struct TextDecoding: Sendable {
  /// Makes the default: the likeliest class of every step.
  public init() {}

  /// The text of a line.
  ///
  /// - Precondition: `scores` has a class for each character of `alphabet` and one for the blank.
  public func decode(_ scores: StepScores, alphabet: Alphabet) -> DecodedText {
    precondition(
      scores.classes == alphabet.classCount,
      "TextDecoding: \(scores.classes) classes for \(alphabet.characters.count) characters")
    return StepPath(scores.likeliest).decoded(scores, alphabet: alphabet)
  }
}
