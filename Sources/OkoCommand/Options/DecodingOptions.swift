import ArgumentParser
import Oko

/// How a reader finds the text in what its network says.
struct DecodingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Follow so many beginnings of the text rather than the likeliest character of each step. Texts then count by \
      all paths that say them, which --temperature weighs anew, so that it may change the text. \
      (default: 10 with --lexicon or --corpus, else 1)
      """, valueName: "n"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      """
      A text file with a word on each line: letters are read as these words alone, capital or small; digits and \
      punctuation stay free.
      """, valueName: "file"),
    completion: .file())
  var lexicon: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Allow other words than those of --lexicon, each for so much of the logarithm of a text's probability: 5 lets \
      one pass that is e⁵ = 148 times as likely as the word of the lexicon. (default: inf, none)
      """, valueName: "nats"))
  var lexiconPenalty: Double?

  @Option(
    help: ArgumentHelp(
      "A text file with lines like those to be read: what is common in it is preferred.",
      valueName: "file"),
    completion: .file())
  var corpus: String?

  func validate() throws {
    if let beam { try Check.range("--beam", beam, 1...1000) }
    if let lexiconPenalty {
      try Check.range("--lexicon-penalty", lexiconPenalty, 0...Double.infinity)
      guard lexicon != nil else {
        throw ValidationError("--lexicon-penalty is for words outside of a lexicon; add --lexicon")
      }
    }
  }

  /// The options that were given.
  var given: [String] {
    let all = [
      ("--beam", beam != nil), ("--lexicon", lexicon != nil),
      ("--lexicon-penalty", lexiconPenalty != nil), ("--corpus", corpus != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  /// The decoding; reads the files.
  func decoding() throws -> TextDecoding {
    var decoding = TextDecoding()
    decoding.lexicon = try lexicon.map { try Lexicon(path: $0) }
    if let lexiconPenalty { decoding.lexiconPenalty = lexiconPenalty }
    decoding.languageModel = try corpus.map { try CharacterModel(path: $0) }
    decoding.beamWidth = beam ?? (lexicon == nil && corpus == nil ? 1 : 10)
    return decoding
  }
}
