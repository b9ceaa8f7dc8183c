import Oko
import Testing

@Suite struct TextScoresTests {
  private func scores(_ lines: (truth: String, read: String)...) -> TextScores {
    lines.reduce(into: TextScores()) { $0.add(truth: $1.truth, read: $1.read) }
  }

  @Test func editsAreCountedForEachCharacterOfTheTruth() {
    let scores = scores(("kitten", "sitting"), ("oko", "oko"), ("total 12", "tota 112"))
    #expect(scores.edits == 5 && scores.characters == 17)
    #expect(scores.substitutions == 4 && scores.insertions == 1 && scores.deletions == 0)
    #expect(scores.characterErrorRate == 5.0 / 17)
    #expect(scores.lineAccuracy == 1.0 / 3)
    // kitten, total and 12 of the four words.
    #expect(scores.wordErrorRate == 3.0 / 4)
  }

  @Test func withoutLinesThereAreNoFigures() {
    let scores = TextScores()
    #expect(scores.characterErrorRate == nil && scores.wordErrorRate == nil)
    #expect(scores.lineAccuracy == nil && scores.confusions.isEmpty)
  }

  @Test func anEmptyTruthHasNoRateButItsEditsCount() {
    let scores = scores(("", "ab"))
    #expect(scores.characterErrorRate == nil && scores.lineAccuracy == 0 && scores.insertions == 2)
  }

  @Test func moreMayBeReadThanThereIs() {
    #expect(scores(("a", "bbb")).characterErrorRate == 3)
  }

  @Test func accentsBelongToTheirCharacters() {
    let scores = scores(("caf\u{E9}", "cafe\u{301}"), ("e\u{301}", "e"), ("🇩🇪", "🇫🇷"))
    #expect(scores.edits == 2 && scores.characters == 6 && scores.exactLines == 1)
  }

  @Test func confusionsComeByTheirNumberAndThenInOrder() {
    let scores = scores(("0b", "Ob"), ("0", "O"), ("ab", "a"), ("a", "ax"), ("l", "1"))
    let found = scores.confusions.map { confusion in
      [confusion.truth, confusion.read].map { $0.map(String.init) ?? "-" } + ["\(confusion.count)"]
    }
    #expect(found == [["0", "O", "2"], ["b", "-", "1"], ["l", "1", "1"], ["-", "x", "1"]])
  }

  @Test func wordsArePartedByAnyWhiteSpace() {
    let scores = scores(("a  b\u{A0}c", "a b c"))
    #expect(scores.words == 3 && scores.wordEdits == 0 && scores.edits == 2)
  }
}
