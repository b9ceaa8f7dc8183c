public import ArgumentParser
public import Oko

extension SyntheticKind: ExpressibleByArgument {}
extension ImageFormat: ExpressibleByArgument {}

/// `oko data synth`, where no other kind is named: draws labelled pictures of things.
struct DataSynthThingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "things",
    abstract: "Draw blood smears, nuclei, shapes or streets.",
    discussion: """
      Writes a YOLO dataset with masks: images/, labels/, masks/ (classes), instances/ (single things, 16 \
      bits), data.yaml and classes.txt. Every fifth picture is for validation. The same arguments draw the \
      same pictures, on any machine.

      EXAMPLES:
        oko data synth cells --count 200 --output smears
        oko data synth nuclei --count 100 --output nuclei
        oko data synth street --count 50 --size 960x540 --seed 7 --output streets
      """)

  @Argument(help: "What to draw: cells, nuclei, shapes or street.")
  var kind: SyntheticKind

  @Option(parsing: .unconditional, help: ArgumentHelp("How many pictures.", valueName: "n"))
  var count: Int

  @Option(
    help: ArgumentHelp("A folder that is new or empty.", valueName: "dir"), completion: .directory)
  var output: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The pictures' size. (default: 320x320 for nuclei and shapes, 640x480 otherwise)",
      valueName: "WxH"))
  var size: SizeArgument?

  @Option(help: "The format of the pictures: png or jpeg.")
  var format = ImageFormat.png

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The seed of everything random.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count is \(count); it must be from 1 to 1000000")
    }
    guard let size = size?.size else { return }
    guard (32...8192).contains(size.width), (32...8192).contains(size.height) else {
      throw ValidationError(
        "--size is \(size.width)x\(size.height); each side must be from 32 to 8192")
    }
  }

  func run() throws {
    threads.apply()
    let progress = CountProgress(total: count, verb: "drawn")
    try SyntheticDataset.write(
      kind.source(size: size?.size, seed: seed), count: count, to: output, format: format,
      progress: progress.show)
    progress.clear()
    try StandardOutput.write(line: "\(output): \(countText(count, "picture")) of \(kind)")
  }
}
