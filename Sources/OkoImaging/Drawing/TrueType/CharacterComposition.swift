/// Letters that are one with their accent.
enum CharacterComposition {
  /// The one scalar that `character` is canonically equivalent to; nil where there is none, or none that is known.
  ///
  /// Known are the European scripts.
  static func single(_ character: Character) -> Unicode.Scalar? { table[character] }

  // Characters are compared by canonical equivalence, so that a letter finds itself written as two scalars.
  private static let table: [Character: Unicode.Scalar] = {
    var table: [Character: Unicode.Scalar] = [:]
    for range in [0xc0...0x24f, 0x386...0x3ce, 0x400...0x4f9, 0x1e00...0x1ef9, 0x1f00...0x1fff] {
      for code in range {
        guard let scalar = Unicode.Scalar(code) else { continue }
        table[Character(scalar)] = scalar
      }
    }
    return table
  }()
}
