/// The words that a text may have, as a trie.
///
///     var decoding = TextDecoding()
///     decoding.beamWidth = 10
///     decoding.lexicon = Lexicon(words: ["total", "cash", "don't"])
///
/// Only runs of letters have to be words: digits, punctuation and spaces are free and part words, so that `TOTAL:35RM`
/// asks for `total` and `rm`. A word may have other characters inside, as `don't` has. Capital and small letters are
/// alike.
public struct Lexicon: Sendable {
  /// The number of different words, capital and small letters alike.
  public private(set) var wordCount = 0
  private var children = PairTable()
  private var isWord: [Bool] = [false]
  private var symbols: [Character: Int32] = [:]

  /// The place in the trie where no word has begun.
  static let root: Int32 = 0

  /// Makes a lexicon of `words`; white space in one parts it.
  public init(words: some Sequence<String>) {
    for line in words {
      for word in line.split(whereSeparator: \.isWhitespace) { insert(word) }
    }
  }

  /// Reads a text file with a word on each line, in UTF-8.
  ///
  /// - Throws: `DatasetError` where it cannot be read, has more than 16 MiB, is no UTF-8 or has no word.
  public init(path: String) throws(DatasetError) {
    self.init(words: try TextFile.lines(path))
    guard wordCount > 0 else {
      throw DatasetError(.empty, path: path, message: "the file has no word")
    }
  }

  private mutating func insert(_ word: Substring) {
    var place = Self.root
    for character in word {
      let folded = Self.folded(character)
      let symbol = symbols[folded] ?? Int32(symbols.count)
      symbols[folded] = symbol
      if let next = children[place, symbol] {
        place = next
      } else {
        let next = Int32(isWord.count)
        children[place, symbol] = next
        isWord.append(false)
        place = next
      }
    }
    if !isWord[Int(place)] { wordCount += 1 }
    isWord[Int(place)] = true
  }

  /// Where `character` leads from `place`; nil where no word goes on so, and outside of the trie.
  func place(after place: Int32, _ character: Character) -> Int32? {
    place < 0 ? nil : symbols[Self.folded(character)].flatMap { children[place, $0] }
  }

  /// Whether a word may end at `place`.
  func mayEnd(at place: Int32) -> Bool { place == Self.root || isWord[Int(place)] }

  private static func folded(_ character: Character) -> Character {
    let small = character.lowercased()
    return small.count == 1 ? small.first ?? character : character
  }
}
