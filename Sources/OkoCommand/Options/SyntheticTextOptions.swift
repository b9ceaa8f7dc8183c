import ArgumentParser
import Oko

/// What lines of text are drawn from.
struct SyntheticTextOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder of .ttf and .ttc fonts; one line in eight still has the built-in letters. (default: those alone)",
      valueName: "dir"), completion: .directory)
  var fonts: String?

  @Option(
    help: ArgumentHelp(
      "A file with a line of text in each row. (default: receipts, by rules)", valueName: "file"),
    completion: .file())
  var texts: String?

  /// What draws the lines; fonts that cannot be read are warned of.
  func source() throws -> SyntheticText {
    var faces: [TypeFace] = []
    if let fonts {
      let loaded = try TypeFace.load(folder: fonts)
      for warning in loaded.warnings {
        StandardError.warn("\(warning.path): \(warning.message); left out")
      }
      faces = loaded.faces
    }
    return SyntheticText(
      faces: faces, texts: try texts.map(TextSource.load(path:)) ?? .receipts)
  }
}
