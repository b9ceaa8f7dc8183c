import ArgumentParser
import Oko

/// `oko data synth page`: draws pages with a box around each line.
struct DataSynthPageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Draw pages with a box around each line of text.",
    discussion: """
      Writes a YOLO dataset with the one class `line` for `oko train detect`: images/, labels/ and data.yaml; every \
      fifth page is for validation. --lines pastes the pictures of a dataset for `oko train read` on the pages, \
      beside lines that are drawn; its validation lines go on the pages for validation.

      EXAMPLES:
        oko data synth page --lines receipts --count 500 --output pages
        oko data synth page --fonts /usr/share/fonts --count 500 --output pages
      """)

  @Option(parsing: .unconditional, help: ArgumentHelp("How many pages.", valueName: "n"))
  var count = 500

  @Option(
    help: ArgumentHelp("A folder that is new or empty.", valueName: "dir"), completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp("A folder of labelled pictures of lines.", valueName: "dir"),
    completion: .directory)
  var lines: String?

  @OptionGroup var drawn: SyntheticTextOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The seed of everything random.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count is \(count); it must be from 1 to 1000000")
    }
  }

  func run() throws {
    threads.apply()
    let faces = try drawn.faces()
    let source = SyntheticPage(
      faces: faces, texts: try drawn.textSource(faces),
      pictures: try lines.map(LinePictures.init(folder:)))
    let progress = CountProgress(total: count, verb: "drawn")
    try SyntheticPageDataset.write(
      source, count: count, seed: seed, to: output, progress: progress.show)
    progress.clear()
    try StandardOutput.write(line: "\(output): \(countText(count, "page"))")
  }
}
