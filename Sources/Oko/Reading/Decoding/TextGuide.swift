/// What a lexicon and a language model have to say of a text while it grows.
struct TextGuide {
  /// What is known of a text.
  struct State {
    fileprivate var word = LexiconWalk.start
    fileprivate var context: Int32 = 0
    /// What is added to the logarithm of the text's probability.
    fileprivate(set) var bonus = 0.0
  }

  private var walk: LexiconWalk?
  private let model: CharacterModel?
  private let symbols: [Int32]
  private let weight: Double
  private let insertionBonus: Double
  private let penalty: Double

  init(_ decoding: TextDecoding, alphabet: Alphabet) {
    penalty = decoding.lexiconPenalty
    let allowsOthers = penalty < .infinity
    walk = decoding.lexicon.map {
      LexiconWalk($0, alphabet: alphabet, allowsOthers: allowsOthers)
    }
    model = decoding.languageModel
    symbols = model.map { model in alphabet.characters.map { model.symbol(of: $0) } } ?? []
    (weight, insertionBonus) = (decoding.languageWeight, decoding.insertionBonus)
  }

  /// What is known of the empty text.
  var start: State { State(context: model?.start ?? 0) }

  /// What is known with the character of class `index` added; nil where no word allows it.
  mutating func state(after state: State, _ index: Int) -> State? {
    var next = state
    if let (word, cost) = walk?.state(after: state.word, index) {
      guard word != LexiconWalk.dead else { return nil }
      next.word = word
      if cost > 0 { next.bonus -= penalty * Double(cost) }
    }
    if let model {
      let symbol = symbols[index - 1]
      next.bonus +=
        weight * Double(model.log(of: symbol, after: state.context)) + insertionBonus
      next.context = model.state(after: state.context, symbol)
    }
    return next
  }

  /// What is added where a text ends in `state`; nil where a word is unfinished.
  func end(of state: State) -> Double? {
    var bonus = 0.0
    if let walk {
      guard let cost = walk.endCost(state.word) else { return nil }
      if cost > 0 { bonus -= penalty * Double(cost) }
    }
    return bonus + (model.map { weight * Double($0.logEnd(after: state.context)) } ?? 0)
  }
}
