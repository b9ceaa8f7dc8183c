/// How well lines of text were read.
///
///     var scores = TextScores()
///     scores.add(truth: "oko", read: "oka")
///     print(scores.characterErrorRate)  // Optional(0.3333…)
///
/// Characters are grapheme clusters, and canonically equivalent ones are equal. Nothing is folded: case, spaces and
/// punctuation count. Words are what white space parts.
public struct TextScores: Sendable, Hashable {
  /// Lines that were added.
  public private(set) var lines = 0
  /// Lines without an error.
  public private(set) var exactLines = 0
  /// Characters of the truth.
  public private(set) var characters = 0
  /// True characters that were taken for others.
  public private(set) var substitutions = 0
  /// Characters that were read where the truth has none.
  public private(set) var insertions = 0
  /// Characters of the truth that were not read.
  public private(set) var deletions = 0
  /// Words of the truth.
  public private(set) var words = 0
  /// Words that have to be changed, added or taken away.
  public private(set) var wordEdits = 0
  private var counts: [Pair: Int] = [:]

  private struct Pair: Hashable, Sendable {
    let truth: Character?
    let read: Character?
  }

  /// Makes the scores of no line.
  public init() {}

  /// Adds a line whose text is `truth` and that was taken for `read`.
  public mutating func add(truth: String, read: String) {
    let (trueCharacters, readCharacters) = (Array(truth), Array(read))
    lines += 1
    characters += trueCharacters.count
    let trueWords = truth.split(whereSeparator: \.isWhitespace)
    words += trueWords.count
    guard truth != read else {
      exactLines += 1
      return
    }
    let readWords = read.split(whereSeparator: \.isWhitespace)
    wordEdits += EditAlignment(truth: trueWords, read: readWords).edits
    let alignment = EditAlignment(truth: trueCharacters, read: readCharacters)
    substitutions += alignment.substitutions
    insertions += alignment.insertions
    deletions += alignment.deletions
    for step in alignment.steps {
      switch step {
      case .equal: break
      case .substitution(let place, let other):
        counts[Pair(truth: trueCharacters[place], read: readCharacters[other]), default: 0] += 1
      case .deletion(let place, _):
        counts[Pair(truth: trueCharacters[place], read: nil), default: 0] += 1
      case .insertion(_, let other):
        counts[Pair(truth: nil, read: readCharacters[other]), default: 0] += 1
      }
    }
  }

  /// Substitutions, insertions and deletions of characters.
  public var edits: Int { substitutions + insertions + deletions }
  /// Edits for each character of the truth; more than 1 where much was read that is not there; nil without any.
  public var characterErrorRate: Double? { Self.share(edits, of: characters) }
  /// Edits of words for each word of the truth; nil without any.
  public var wordErrorRate: Double? { Self.share(wordEdits, of: words) }
  /// The share of lines that were read without an error; nil without any.
  public var lineAccuracy: Double? { Self.share(exactLines, of: lines) }

  /// What was taken for what, the commonest first; of equally common ones those with the smaller characters.
  public var confusions: [TextConfusion] {
    counts.map { TextConfusion(truth: $0.truth, read: $0.read, count: $1) }.sorted { one, other in
      one.count == other.count ? one.key < other.key : one.count > other.count
    }
  }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}

/// How often one character was taken for another.
public struct TextConfusion: Sendable, Hashable {
  /// The true character; nil where there is none.
  public let truth: Character?
  /// What was read; nil where nothing was.
  public let read: Character?
  /// How often.
  public let count: Int

  fileprivate var key: String {
    // Nothing comes after all characters.
    (truth.map { String($0) } ?? "\u{10FFFF}") + "\u{0}" + (read.map { String($0) } ?? "\u{10FFFF}")
  }
}
