public import OkoImaging
public import OkoJSON
import OkoTraining

/// The scores of a reader on lines of text, for people, programs and as a picture.
public struct TextReport: PredictionReport, Sendable {
  /// The scores.
  public let scores: TextScores
  /// The lines with the most errors, the worst first.
  public let worst: [TextCase]
  /// Why other pictures could not be read.
  public let failures: [ImageError]
  /// How many of the commonest confusions people are shown.
  public var confusionCount = 15

  /// Makes a report.
  public init(scores: TextScores, worst: [TextCase] = [], failures: [ImageError] = []) {
    (self.scores, self.worst, self.failures) = (scores, worst, failures)
  }

  /// How many lines were measured.
  public var pictureCount: Int { scores.lines }

  /// The rates, then the commonest confusions.
  public var text: String {
    var rates = TextTable()
    rates.add("", ["number", "wrong", "rate"])
    let wrongLines = scores.lines - scores.exactLines
    for (name, count, wrong, rate) in [
      ("characters", scores.characters, scores.edits, scores.characterErrorRate),
      ("words", scores.words, scores.wordEdits, scores.wordErrorRate),
      ("lines", scores.lines, wrongLines, scores.lineAccuracy.map { 1 - $0 }),
    ] {
      rates.add(name, ["\(count)", "\(wrong)", Self.text(rate)])
    }
    var lines = rates.lines
    let confusions = scores.confusions.prefix(confusionCount)
    if !confusions.isEmpty {
      var table = TextTable()
      table.add("taken for", ["times"])
      for confusion in confusions {
        table.add(
          "\(Self.name(confusion.truth)) → \(Self.name(confusion.read))", ["\(confusion.count)"])
      }
      lines += [""] + table.lines
    }
    let sums = [
      "CER \(Self.text(scores.characterErrorRate))", "WER \(Self.text(scores.wordErrorRate))",
      "line accuracy \(Self.text(scores.lineAccuracy))",
      countText(scores.lines, "line"),
    ]
    return (lines + ["", sums.joined(separator: "  ")]).joined(separator: "\n")
  }

  private static func text(_ value: Double?) -> String { FigureText.text(value ?? -1) }

  private static func name(_ character: Character?) -> String {
    guard let character else { return "nothing" }
    return character.isWhitespace ? "space" : String(character)
  }

  /// The error rates of characters and words, and the share of lines without one.
  public var headlines: [Headline] {
    let rates = [("CER", scores.characterErrorRate), ("WER", scores.wordErrorRate)]
    return rates.compactMap { name, value in value.map { Headline(name, $0, isError: true) } }
      + (scores.lineAccuracy.map { [Headline("line accuracy", $0)] } ?? [])
  }

  /// The same as JSON, with all confusions; figures with nothing to measure are null.
  ///
  /// In `confusions`, null stands for no character.
  public var json: JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
    func text(_ character: Character?) -> JSONValue {
      character.map { .string(String($0)) } ?? .null
    }
    let confusions: [JSONValue] = scores.confusions.map { confusion in
      [
        "truth": text(confusion.truth), "read": text(confusion.read),
        "count": .integer(confusion.count),
      ]
    }
    let worst: [JSONValue] = worst.map { item in
      [
        "file": .string(item.path), "text": .string(item.truth), "read": .string(item.read),
        "confidence": .number(item.confidence), "edits": .integer(item.edits),
      ]
    }
    return [
      "schema_version": 1, "lines": .integer(scores.lines),
      "cer": number(scores.characterErrorRate), "wer": number(scores.wordErrorRate),
      "line_accuracy": number(scores.lineAccuracy), "exact_lines": .integer(scores.exactLines),
      "characters": .integer(scores.characters), "substitutions": .integer(scores.substitutions),
      "insertions": .integer(scores.insertions), "deletions": .integer(scores.deletions),
      "words": .integer(scores.words), "word_edits": .integer(scores.wordEdits),
      "confusions": .array(confusions), "worst": .array(worst),
    ]
  }

  /// The worst lines over their texts and what was read; nil where none were kept.
  public func worstSheet() -> Image? { worst.isEmpty ? nil : WorstLines(worst).image() }

  /// Writes `worst.png` and `scores.json` into `folder`, which must exist.
  public func write(to folder: String) throws {
    if let sheet = worstSheet() {
      try AtomicFile.write(PNGEncoder.encode(sheet), to: folder + "/worst.png")
    }
    try AtomicFile.write(
      Array((json.serialized(indented: true) + "\n").utf8), to: folder + "/scores.json")
  }
}
