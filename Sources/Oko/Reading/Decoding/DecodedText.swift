/// What decoding made of one line.
public struct DecodedText: Sendable, Hashable {
  /// The text.
  public var text: String
  /// Its characters with their steps.
  public var characters: [DecodedCharacter]
  /// The natural logarithm of the probability of what was found.
  ///
  /// That of the likeliest path where that alone was looked at, else of all paths to the text that were followed. A
  /// lexicon or a language model has no part in it.
  public var logProbability: Double

  /// Makes a text of its characters.
  public init(characters: [DecodedCharacter], logProbability: Double) {
    text = String(characters.map(\.character))
    (self.characters, self.logProbability) = (characters, logProbability)
  }
}

/// One character of a decoded line.
public struct DecodedCharacter: Sendable, Hashable {
  /// The character.
  public var character: Character
  /// The probability of its class at the step where that is largest: from 0 to 1.
  public var confidence: Double
  /// The steps that say it.
  public var steps: Range<Int>

  /// Makes a character.
  public init(character: Character, confidence: Double, steps: Range<Int>) {
    (self.character, self.confidence, self.steps) = (character, confidence, steps)
  }
}
