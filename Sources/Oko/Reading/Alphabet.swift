/// The characters that a reader knows, in order; CTC's blank is class 0, character `i` is class `i + 1`.
///
///     let alphabet = Alphabet(textsOf: ["oko", "ok!"])
///     print(alphabet.characters, alphabet.classes(of: "kok"))  // ["!", "k", "o"] Optional([2, 3, 2])
///
/// A character is what people see as one (a grapheme cluster): `e` with an accent is one however it is encoded.
public struct Alphabet: Sendable, Hashable {
  /// The characters, each once, in the order of their scalars.
  public let characters: [Character]
  private let numbers: [Character: Int]

  /// Makes the alphabet of `characters`; their order and repetitions do not matter.
  ///
  /// Of several encodings of one character the shortest is kept, of equally long ones the first in order.
  public init(_ characters: some Sequence<Character>) {
    var kept: [Character: [UInt32]] = [:]
    for character in characters {
      let scalars = Self.scalars(of: character)
      guard let other = kept[character] else {
        kept[character] = scalars
        continue
      }
      let isBetter =
        scalars.count == other.count
        ? scalars.lexicographicallyPrecedes(other) : scalars.count < other.count
      if isBetter {
        // The key has to be replaced as well: equal ones differ in their scalars.
        kept.removeValue(forKey: character)
        kept[character] = scalars
      }
    }
    self.init(
      sorted: kept.sorted { $0.value.lexicographicallyPrecedes($1.value) }.map(\.key))
  }

  /// Makes the alphabet of all characters in `texts`.
  public init(textsOf texts: some Sequence<String>) {
    self.init(texts.lazy.joined())
  }

  /// Makes an alphabet of texts of one character each; nil where they are not single, different and in order.
  ///
  /// Joining them instead would melt an accent that stands alone into the character before it.
  public init?(names: [String]) {
    let characters = names.compactMap { $0.count == 1 ? $0.first : nil }
    self.init(characters)
    guard characters.count == names.count, characters == self.characters else { return nil }
  }

  private init(sorted: [Character]) {
    characters = sorted
    numbers = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0 + 1) })
  }

  /// The characters and the blank.
  public var classCount: Int { characters.count + 1 }

  /// The class of `character`; nil where it is unknown.
  public func classIndex(of character: Character) -> Int? { numbers[character] }

  /// The classes of the characters of `text`; nil where one is unknown.
  public func classes(of text: String) -> [Int]? {
    var classes: [Int] = []
    classes.reserveCapacity(text.utf8.count)
    for character in text {
      guard let number = numbers[character] else { return nil }
      classes.append(number)
    }
    return classes
  }

  /// The characters of `text` that are unknown, each once, in the order in which they come.
  public func unknown(in text: String) -> [Character] {
    var seen: Set<Character> = []
    return text.filter { numbers[$0] == nil && seen.insert($0).inserted }.map { $0 }
  }

  /// The text of `classes`; blanks are passed over.
  ///
  /// - Precondition: every class is below `classCount`.
  public func text(of classes: [Int]) -> String {
    String(
      classes.lazy.filter { $0 != 0 }.map { index in
        precondition(
          index > 0 && index < classCount,
          "Alphabet: class \(index), but there are \(classCount)")
        return characters[index - 1]
      })
  }

  private static func scalars(of character: Character) -> [UInt32] {
    character.unicodeScalars.map(\.value)
  }
}

extension Alphabet: Codable {
  /// Reads an array of strings of one character each.
  ///
  /// - Throws: `DecodingError` where one is no single character, or they are not different and in order.
  public init(from decoder: any Swift.Decoder) throws {
    let texts = try decoder.singleValueContainer().decode([String].self)
    guard let alphabet = Alphabet(names: texts) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "the characters are not single, different and in order"))
    }
    self = alphabet
  }

  /// Writes an array of strings of one character each.
  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(characters.map { String($0) })
  }
}
