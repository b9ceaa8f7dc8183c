import ArgumentParser
import Oko

/// `oko read`: reads lines of text.
struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Read lines of text.",
    discussion: """
      Prints the text of each picture, which shows one line, or with --json one JSON object a line with the \
      confidence and the place of every character: boxes are [x, y, width, height] in pixels of the upright \
      picture. With --page, pictures are whole pages, and JSON has the box of every line as well; what is found but \
      can hardly be read, such as a code of bars, is left out. A file that cannot be read is reported, the others go \
      on, and the exit code is 2.

      EXAMPLES:
        oko read line.png
        oko read --page receipt.png --output read
        oko read lines --beam 10 --lexicon words.txt --lexicon-penalty 6
        oko read line.png --sample 7 --temperature 2
        oko read lines --model runs/read/letters/best.safetensors --json > lines.jsonl
      """)

  @Argument(
    help: ArgumentHelp("Pictures, folders, and patterns such as 'img*.jpg'.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @OptionGroup var reader: ReaderOptions
  @OptionGroup var decoding: DecodingOptions
  @OptionGroup var sharpness: TemperatureOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Draw a text at random with this seed instead, as often as the reader takes it for likely: the higher \
      --temperature, the more various. A seed gives a line the same text each time.
      """, valueName: "seed"))
  var sample: UInt64?

  @OptionGroup var pages: PageOptions
  @OptionGroup var form: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard sample != nil, let other = decoding.given.first else { return }
    throw ValidationError(
      "--sample draws a text, \(other) looks for the likeliest: give one of them")
  }

  func run() throws {
    threads.apply()
    let inputs = InputPictures(paths, excluding: pages.output)
    for problem in inputs.problems { StandardError.write(line: "oko: error: \(problem)") }
    guard !inputs.pictures.isEmpty else { throw ExitCode.failure }
    let decoding = try decoding.decoding()
    var run = ReadingRun(try reader.load())
    run.options.decoding = decoding
    run.options.temperature = sharpness.temperature
    run.options.sampleSeed = sample
    if pages.page {
      return try pages.read(inputs, with: run.reader, options: run.options, isJSON: form.json)
    }
    var printer = ResultPrinter(
      verb: "read", isJSON: form.json, output: nil, failures: inputs.problems.count)
    try run.read(inputs.pictures) { finding in
      try printer.show(finding) { result in
        ResultPrinter.Line(
          text: result.text, json: { result.json(image: finding.picture.path) },
          warnings: result.warnings,
          milliseconds: [
            result.milliseconds.decode, result.milliseconds.network, result.milliseconds.decoding,
          ])
      }
    }
    try printer.finish()
  }
}
