import OkoTraining

/// What of the lines of a file can be drawn with the letters at hand.
public struct TextCoverage: Sendable {
  /// Lines of which at least one character can be drawn.
  public let texts: TextSource
  /// Characters that no face has, in order; they are left out where their line is drawn at all.
  public let missing: [Character]
  /// How many lines no face can draw wholly.
  public let incompleteCount: Int
  /// How many lines there are.
  public let count: Int

  /// Whether nothing can be drawn.
  public var isEmpty: Bool {
    if case .lines(let lines) = texts { lines.isEmpty } else { false }
  }

  /// Asks `faces`, and the built-in letters, for the characters of `texts`; receipts are drawn wholly.
  public init(of texts: TextSource, in faces: [TypeFace]) {
    guard case .lines(let lines) = texts else {
      (self.texts, missing, incompleteCount, count) = (texts, [], 0, 0)
      return
    }
    let faces = faces + [.builtIn]
    let characters = Set(lines.joined()).subtracting([" "])
    let lacking = characters.filter { character in
      !faces.contains { $0.contains(String(character)) }
    }
    missing = Alphabet(lacking).characters
    count = lines.count
    // One face for everything makes a look at each line needless.
    let all = String(characters)
    let isWhole = faces.contains { $0.contains(all) }
    incompleteCount =
      isWhole ? 0 : lines.count { line in !faces.contains { $0.contains(line) } }
    self.texts =
      lacking.isEmpty
      ? texts
      : .lines(lines.filter { line in !line.allSatisfy { $0 == " " || lacking.contains($0) } })
  }

  /// What is left out, in words; nil where nothing is.
  public var warning: String? {
    guard incompleteCount > 0 else { return nil }
    let lines = "\(countText(incompleteCount, "line")) of \(count)"
    guard !missing.isEmpty else {
      return
        "no font has all characters of \(lines); they are drawn seldom if at all, and without some"
    }
    let shown = missing.prefix(20).map { String($0) }.joined(separator: " ")
    let rest = missing.count > 20 ? " and \(missing.count - 20) more" : ""
    return
      "no font has \(shown)\(rest), in \(lines); those are drawn seldom if at all, and without them"
  }
}
