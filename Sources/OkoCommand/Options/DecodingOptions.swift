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
    help: ArgumentHelp(
      "A text file with lines like those to be read: what is common in it is preferred.",
      valueName: "file"),
    completion: .file())
  var corpus: String?

  func validate() throws {
    if let beam { try Check.range("--beam", beam, 1...1000) }
  }

  /// The decoding; reads the files.
  func decoding() throws -> TextDecoding {
    var decoding = TextDecoding()
    decoding.lexicon = try lexicon.map { try Lexicon(path: $0) }
    decoding.languageModel = try corpus.map { try CharacterModel(path: $0) }
    decoding.beamWidth = beam ?? (lexicon == nil && corpus == nil ? 1 : 10)
    return decoding
  }
}
