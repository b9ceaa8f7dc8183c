#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How likely characters follow each other: an n-gram model, smoothed as Witten and Bell do (1991).
///
///     let model = CharacterModel(textsOf: dataset.samples(.train).map(\.text))
///     decoding.languageModel = model
///
/// `P(c | h) = (n(hc) + t(h) P(c | h′)) / (n(h) + t(h))`, where `n` counts, `t(h)` is how many different characters
/// follow `h`, and `h′` is `h` without its first character; below the empty `h` all characters are alike. A text begins
/// and ends with marks of their own. Numbers depend on the texts alone, not on their order.
public struct CharacterModel: Sendable {
  /// How many characters it looks at: the next and `order − 1` before it.
  public let order: Int
  /// How many different characters the texts have.
  public var characterCount: Int { symbols.count }

  private var symbols: [Character: Int32] = [:]
  private var children = PairTable()
  private var contexts: [Context] = [Context(depth: 0, shorter: 0)]
  /// The place in `logs` of each character that followed a context.
  private var followers = PairTable()
  private var logs: [Float] = []
  private var uniform: Float { -Float(logarithm(Double(symbols.count + 2))) }

  private struct Context: Sendable {
    let depth: Int
    /// The context without its first character.
    let shorter: Int32
    var total = 0
    var kinds = 0
    /// What the probability under `shorter` is scaled by, as a logarithm.
    var logScale: Float = 0
  }

  private static let begin: Int32 = 0
  private static let end: Int32 = 1
  /// The symbol of every character that the texts lack.
  private static let unknown: Int32 = 2

  /// Learns from `texts`, each a line.
  ///
  /// - Precondition: `order` is from 1 to 10.
  public init(textsOf texts: some Sequence<String>, order: Int = 5) {
    precondition((1...10).contains(order), "CharacterModel: order \(order), 1 to 10 expected")
    self.order = order
    var counts: [Int] = []
    var owners: [(context: Int32, symbol: Int32)] = []
    for text in texts {
      var line = [Self.begin]
      for character in text {
        let symbol = symbols[character] ?? Int32(symbols.count) + 3
        symbols[character] = symbol
        line.append(symbol)
      }
      line.append(Self.end)
      count(line, &counts, &owners)
    }
    smooth(counts, owners)
  }

  /// Learns from the lines of a text file in UTF-8.
  ///
  /// - Throws: `DatasetError` where it cannot be read, has more than 16 MiB, is no UTF-8 or is empty.
  public init(path: String, order: Int = 5) throws(DatasetError) {
    self.init(textsOf: try TextFile.lines(path), order: order)
  }

  private mutating func count(
    _ line: [Int32], _ counts: inout [Int], _ owners: inout [(context: Int32, symbol: Int32)]
  ) {
    // The contexts that end before the current symbol, the longest last.
    var active: [Int32] = [0]
    for symbol in line {
      if symbol != Self.begin {
        for context in active {
          contexts[Int(context)].total += 1
          if let place = followers[context, symbol] {
            counts[Int(place)] += 1
          } else {
            followers[context, symbol] = Int32(counts.count)
            counts.append(1)
            owners.append((context, symbol))
            contexts[Int(context)].kinds += 1
          }
        }
      }
      guard symbol != Self.end else { break }
      var longer: [Int32] = [0]
      for context in active where contexts[Int(context)].depth < order - 1 {
        if let child = children[context, symbol] {
          longer.append(child)
        } else {
          let child = Int32(contexts.count)
          // The one just made or found is this one without its first character.
          let depth = contexts[Int(context)].depth + 1
          contexts.append(Context(depth: depth, shorter: longer[longer.count - 1]))
          children[context, symbol] = child
          longer.append(child)
        }
      }
      active = longer
    }
  }

  private mutating func smooth(
    _ counts: [Int], _ owners: [(context: Int32, symbol: Int32)]
  ) {
    for index in contexts.indices {
      let (total, kinds) = (Double(contexts[index].total), Double(contexts[index].kinds))
      contexts[index].logScale = total > 0 ? Float(logarithm(kinds / (total + kinds))) : 0
    }
    logs = [Float](repeating: 0, count: counts.count)
    let byDepth = owners.indices.sorted { one, other in
      let depths = [one, other].map { contexts[Int(owners[$0].context)].depth }
      return depths[0] == depths[1] ? one < other : depths[0] < depths[1]
    }
    for index in byDepth {
      let (number, symbol) = owners[index]
      let context = contexts[Int(number)]
      let below =
        context.depth == 0
        ? 1 / Double(symbols.count + 2) : exp(Double(log(of: symbol, after: context.shorter)))
      let (total, kinds) = (Double(context.total), Double(context.kinds))
      logs[index] = Float(logarithm((Double(counts[index]) + kinds * below) / (total + kinds)))
    }
  }

  // MARK: Walking

  /// The state at the beginning of a text.
  var start: Int32 { children[0, Self.begin] ?? 0 }

  /// The symbol of a character.
  func symbol(of character: Character) -> Int32 { symbols[character] ?? Self.unknown }

  /// ln P(`symbol` | `state`).
  func log(of symbol: Int32, after state: Int32) -> Float {
    var (state, sum) = (state, Float(0))
    while true {
      if let place = followers[state, symbol] { return sum + logs[Int(place)] }
      let context = contexts[Int(state)]
      sum += context.logScale
      if context.depth == 0 { return sum + uniform }
      state = context.shorter
    }
  }

  /// ln P(end | `state`).
  func logEnd(after state: Int32) -> Float { log(of: Self.end, after: state) }

  /// The state after `symbol`: the longest context that its end is.
  func state(after state: Int32, _ symbol: Int32) -> Int32 {
    var state = state
    while true {
      let context = contexts[Int(state)]
      if context.depth < order - 1, let child = children[state, symbol] { return child }
      if context.depth == 0 { return 0 }
      state = context.shorter
    }
  }

  /// ln P(`text`), its end included.
  public func logProbability(of text: String) -> Double {
    var (state, sum) = (start, 0.0)
    for character in text {
      let symbol = symbol(of: character)
      sum += Double(log(of: symbol, after: state))
      state = self.state(after: state, symbol)
    }
    return sum + Double(logEnd(after: state))
  }
}

/// The function of the C library, which a method of the model hides.
private func logarithm(_ value: Double) -> Double { log(value) }
