import Foundation
import Oko
import Testing

@Suite struct LexiconTests {
  /// Whether `text`, which the steps say surely, is read as it is.
  private func allows(_ text: String, _ lexicon: Lexicon) -> Bool {
    let alphabet = Alphabet(text)
    let classes = alphabet.classes(of: text) ?? []
    // A blank between all characters, as equal ones need one.
    let steps = classes.flatMap { [$0, 0] }
    let logits = steps.flatMap { step in
      (0..<alphabet.classCount).map { $0 == step ? Float(12) : 0 }
    }
    var decoding = TextDecoding()
    (decoding.beamWidth, decoding.lexicon) = (20, lexicon)
    return decoding.decode(
      StepScores(logits: logits, classes: alphabet.classCount), alphabet: alphabet
    )
    .text == text
  }

  private let lexicon = Lexicon(words: ["total", "rm", "don't", "rock", "Straße", "co-op"])

  @Test(arguments: [
    "total", "TOTAL", "Total: 35RM", "12.50", "don't", "'rock'", "rock-total", "STRAßE", "co-op",
    "(rm)", "rm rm",
  ])
  func wordsAndWhatIsNoLetterAreAllowed(text: String) { #expect(allows(text, lexicon)) }

  @Test(arguments: ["totl", "tot", "totalrm", "don", "don'", "co-", "x", "rockx"])
  func otherWordsAreNot(text: String) { #expect(!allows(text, lexicon)) }

  @Test func wordsAreCountedOnce() {
    #expect(Lexicon(words: ["a b", "A", "", "ab"]).wordCount == 3)
  }

  @Test func aFileWithoutWordsIsRefused() throws {
    let folder = try DatasetFolderFixture()
    try folder.write(" \n\n", to: "words.txt")
    let error = #expect(throws: DatasetError.self) {
      try Lexicon(path: folder.path + "/words.txt")
    }
    #expect(error?.code == .empty)
    try folder.write("one\r\ntwo\r\n", to: "words.txt")
    #expect(try Lexicon(path: folder.path + "/words.txt").wordCount == 2)
  }
}
