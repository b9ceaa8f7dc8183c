public import OkoTensors

/// How the text is found in what a network says of each step of a line.
///
///     var decoding = TextDecoding()
///     decoding.beamWidth = 10
///     decoding.lexicon = try Lexicon(path: "words.txt")
///     let decoded = decoding.decode(scores, alphabet: reader.alphabet)
///     print(decoded.text, decoded.logProbability)
///
/// By default the likeliest class of every step is taken. With a beam, a lexicon or a language model, texts are
/// compared instead, each by all paths that say it.
public struct TextDecoding: Sendable {
  /// How many beginnings of texts are followed.
  public var beamWidth = 1
  /// The words that are allowed; nil for any.
  ///
  /// Where no text of them is left, the best unfinished one is taken.
  public var lexicon: Lexicon?
  /// What each word outside of the lexicon takes from the logarithm of a text's probability; infinite to allow none.
  public var lexiconPenalty = Double.infinity
  /// How likely characters follow each other; nil where that does not count.
  public var languageModel: CharacterModel?
  /// What the logarithms of the language model's probabilities are multiplied by.
  public var languageWeight = 0.3
  /// What each character adds to the logarithm where there is a language model, as that prefers short texts.
  public var insertionBonus = 0.5
  /// The smallest probability with which a character is tried at a step in a beam; 0 to try all.
  public var leastProbability = 1e-4

  /// Makes the default: the likeliest class of every step.
  public init() {}

  /// Whether the likeliest class of every step is taken.
  var isGreedy: Bool { beamWidth <= 1 && lexicon == nil && languageModel == nil }

  /// The text of a line.
  ///
  /// - Precondition: `scores` has a class for each character of `alphabet` and one for the blank.
  public func decode(_ scores: StepScores, alphabet: Alphabet) -> DecodedText {
    check(scores, alphabet)
    guard !isGreedy else { return StepPath(scores.likeliest).decoded(scores, alphabet: alphabet) }
    var search = BeamSearch(
      scores, width: beamWidth, leastProbability: leastProbability,
      guide: TextGuide(self, alphabet: alphabet))
    let (classes, logProbability) = search.run()
    var decoded = StepPath(saying: classes, in: scores).decoded(scores, alphabet: alphabet)
    decoded.logProbability = min(logProbability, 0)
    return decoded
  }

  /// A text drawn at random: at each step a class with its probability, so that a text comes as often as it is likely.
  ///
  /// The temperature is that of `scores`; beam, lexicon and language model have no part in it.
  ///
  /// - Precondition: `scores` has a class for each character of `alphabet` and one for the blank.
  public func sample(
    _ scores: StepScores, alphabet: Alphabet, using random: inout RandomSource
  ) -> DecodedText {
    check(scores, alphabet)
    return StepPath(drawnFrom: scores, using: &random).decoded(scores, alphabet: alphabet)
  }

  private func check(_ scores: StepScores, _ alphabet: Alphabet) {
    precondition(
      scores.classes == alphabet.classCount,
      "TextDecoding: \(scores.classes) classes for \(alphabet.characters.count) characters")
  }
}
