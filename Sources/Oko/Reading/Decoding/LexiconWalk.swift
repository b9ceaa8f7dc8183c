/// A lexicon as a deterministic automaton over the classes of an alphabet, made as far as it is used.
///
/// Where words outside of the lexicon are allowed, each costs one; a text has the least cost of all ways to part it.
struct LexiconWalk {
  /// The state of a text that is not allowed.
  static let dead: Int32 = -1
  /// The state of the empty text.
  static let start: Int32 = 0

  /// A place in the trie, or beside it, at which a text may be.
  private struct Place: Hashable {
    var number: Int32
    /// How many words more than at the cheapest place are outside of the lexicon.
    var cost: Int32
  }

  /// Inside of a word that is not in the lexicon.
  private static let outside: Int32 = -1
  /// What costs more than the cheapest place by more than this is given up.
  private static let mostCost: Int32 = 2

  private let lexicon: Lexicon
  private let alphabet: Alphabet
  private let allowsOthers: Bool
  /// The places at which a text in each state may be: more than one after a mark that may part words.
  private var places: [[Place]] = [[Place(number: Lexicon.root, cost: 0)]]
  private var numbers: [[Place]: Int32] = [:]
  /// The next state, twice, and one more where it costs a word.
  private var next = PairTable()

  init(_ lexicon: Lexicon, alphabet: Alphabet, allowsOthers: Bool = false) {
    (self.lexicon, self.alphabet, self.allowsOthers) = (lexicon, alphabet, allowsOthers)
    numbers[places[0]] = Self.start
  }

  /// The state after the character of class `index`, and how many words it costs.
  mutating func state(after state: Int32, _ index: Int) -> (state: Int32, cost: Int) {
    if let known = next[state, Int32(index)] { return (known >> 1, Int(known & 1)) }
    let character = alphabet.characters[index - 1]
    var reached: [Int32: Int32] = [:]
    func reach(_ number: Int32, _ cost: Int32) {
      reached[number] = min(cost, reached[number] ?? cost)
    }
    for place in places[Int(state)] {
      if let inside = lexicon.place(after: place.number, character) { reach(inside, place.cost) }
      let cost = place.cost + endCost(place.number)
      let isFree = cost == place.cost
      if !character.isLetter, allowsOthers || isFree { reach(Lexicon.root, cost) }
      if character.isLetter, allowsOthers {
        reach(Self.outside, place.cost + (place.number == Self.outside ? 0 : 1))
      }
    }
    let least = reached.values.min() ?? 0
    let key = reached.map { Place(number: $0.key, cost: $0.value - least) }
      .filter { $0.cost <= Self.mostCost }.sorted { $0.number < $1.number }
    var result = Self.dead
    if !key.isEmpty {
      result = numbers[key] ?? Int32(places.count)
      if numbers.updateValue(result, forKey: key) == nil { places.append(key) }
    }
    next[state, Int32(index)] = result << 1 | least
    return (result, Int(least))
  }

  /// How many words more it costs to end a text in `state`; nil where it may not end.
  func endCost(_ state: Int32) -> Int? {
    let least = places[Int(state)].map { $0.cost + endCost($0.number) }.min() ?? 0
    return allowsOthers || least == 0 ? Int(least) : nil
  }

  /// 1 where a word that ends at a place is none of the lexicon, and was not yet counted as such.
  private func endCost(_ number: Int32) -> Int32 {
    number == Self.outside || lexicon.mayEnd(at: number) ? 0 : 1
  }
}
