import ArgumentParser
import Oko

/// `oko data synth text`: draws labelled lines of text.
struct DataSynthTextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text",
    abstract: "Draw labelled lines of text as a scanner sees them.",
    discussion: """
      Writes gray JPEGs in train/ and val/ (every fifth), and train.tsv and val.tsv with a picture and its text in \
      each row, for `oko train read`. Without --texts, lines are made by the rules of receipts: prices, dates, \
      addresses, goods.

      EXAMPLES:
        oko data synth text --count 5000 --fonts /usr/share/fonts --output lines
        oko data synth text --count 2000 --texts words.txt --height 32-48 --output words
      """)

  @Option(parsing: .unconditional, help: ArgumentHelp("How many lines.", valueName: "n"))
  var count = 1000

  @Option(
    help: ArgumentHelp("A folder that is new or empty.", valueName: "dir"), completion: .directory)
  var output: String

  @OptionGroup var lines: SyntheticTextOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The pictures' heights in pixels, one or from-to.", valueName: "n"))
  var height = PixelRangeArgument(32...32)

  @Flag(
    name: .customLong("upper-case-labels"),
    help: "Labels in upper case, however a line is drawn.")
  var hasUpperCaseLabels = false

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The seed of everything random.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count is \(count); it must be from 1 to 1000000")
    }
    guard height.range.lowerBound >= 16, height.range.upperBound <= 128 else {
      throw ValidationError("--height is \(height); it must be from 16 to 128")
    }
  }

  func run() throws {
    threads.apply()
    let faces = try lines.faces()
    var source = SyntheticText(faces: faces, texts: try lines.textSource(faces))
    source.heights = height.range
    source.hasUpperCaseLabels = hasUpperCaseLabels
    let progress = CountProgress(total: count, verb: "drawn")
    try SyntheticTextDataset.write(
      source, count: count, seed: seed, to: output, progress: progress.show)
    progress.clear()
    try StandardOutput.write(line: "\(output): \(countText(count, "line")) of text")
  }
}
