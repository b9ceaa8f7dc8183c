public import ArgumentParser
public import Oko

extension ReaderArchitecture.Encoder: ExpressibleByArgument {}

/// What can be said about a reader's training; whatever is left out has the library's default.
struct ReadingTrainingArguments: ParsableArguments {
  private static let usual = ReadingTrainingOptions(data: "", output: "")

  @Option(
    help: ArgumentHelp(
      "What mixes the columns of a line: lstm, gru, rnn, attention or none. "
        + "(default: \(Self.usual.encoder.rawValue))", valueName: "kind"))
  var encoder: ReaderArchitecture.Encoder?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The height of a line in the network: 32, 48 or 64 pixels. (default: \(Self.usual.height))",
      valueName: "n"))
  var height: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Lines in a step. (default: \(Self.usual.batchSize))", valueName: "n"))
  var batch: Int?

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--encoder", encoder != nil), ("--height", height != nil), ("--batch", batch != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  func validate() throws {
    if let height {
      guard [32, 48, 64].contains(height) else {
        throw ValidationError("--height is \(height); it must be 32, 48 or 64")
      }
    }
    if let batch { try Check.range("--batch", batch, 1...4096) }
  }

  /// Sets in `options` what was given.
  func apply(to options: inout ReadingTrainingOptions) {
    if let encoder { options.encoder = encoder }
    if let height { options.height = height }
    if let batch { options.batchSize = batch }
  }
}
