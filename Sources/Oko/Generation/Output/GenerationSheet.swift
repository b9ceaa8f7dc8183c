import OkoImaging

/// The sheet of fixed seeds that shows how a generator fares: a column for each class, or a square.
struct GenerationSheet {
  /// The sheet.
  let contact: ContactSheet

  /// No sheet has more classes than this; the first ones are shown.
  private static let greatestColumns = 20

  /// Draws ten pictures of each class, or 64 where there are none.
  init(_ generator: Generator) {
    let names = generator.classNames.prefix(Self.greatestColumns)
    guard !names.isEmpty else {
      contact = ContactSheet(
        generator.pictures((0..<64).map { GenerationRequest(seed: $0) }), columns: 8,
        enlargement: 1)
      return
    }
    let requests = (0..<10).flatMap { row in
      names.indices.map {
        GenerationRequest(seed: UInt64(row * names.count + $0), classIndex: $0)
      }
    }
    contact = ContactSheet(
      generator.pictures(requests), columns: names.count, columnLabels: Array(names),
      enlargement: 1)
  }

  /// `fakes-000123.png`: what the sheet after `step` steps is called.
  static func name(step: Int) -> String {
    let digits = String(step)
    return "fakes-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".png"
  }
}
