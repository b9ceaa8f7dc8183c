/// Numbers for pairs of a state and a symbol: the transitions of tries and automata.
struct PairTable: Sendable {
  private var values: [UInt64: Int32] = [:]

  /// What is noted for the pair; nil where nothing is.
  subscript(state: Int32, symbol: Int32) -> Int32? {
    get { values[Self.key(state, symbol)] }
    set { values[Self.key(state, symbol)] = newValue }
  }

  private static func key(_ state: Int32, _ symbol: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: state)) << 32 | UInt64(UInt32(bitPattern: symbol))
  }
}
