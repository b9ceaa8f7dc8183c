import ArgumentParser
import Oko

/// What lines of text are drawn from.
struct SyntheticTextOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A folder of .ttf and .ttc fonts; one line in eight still has the built-in letters. (default: those alone)
      """, valueName: "dir"), completion: .directory)
  var fonts: String?

  @Option(
    help: ArgumentHelp(
      "A file with a line of text in each row. (default: receipts, by rules)", valueName: "file"),
    completion: .file())
  var texts: String?

  /// The letters to draw with; fonts that cannot be read are warned of.
  func faces() throws -> [TypeFace] {
    guard let fonts else { return [] }
    let (faces, warnings) = try TypeFace.load(folder: fonts)
    for warning in warnings {
      StandardError.warn("\(warning.path): \(warning.message); left out")
    }
    return faces
  }

  /// The words to draw in `faces`; what those lack is warned of.
  func textSource(_ faces: [TypeFace]) throws -> TextSource {
    guard let texts else { return .receipts }
    let coverage = TextCoverage(of: try TextSource.load(path: texts), in: faces)
    guard !coverage.isEmpty else {
      throw CommandFailure(
        "\(texts): no font has a character of it; name a folder of fonts that do with --fonts")
    }
    if let warning = coverage.warning { StandardError.warn("\(texts): \(warning)") }
    return coverage.texts
  }
}
