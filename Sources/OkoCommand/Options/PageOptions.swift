import ArgumentParser
import Oko

/// Whether pictures are whole pages, and how those are read.
struct PageOptions: ParsableArguments {
  @Flag(
    help: """
      Each picture is a page: find its lines, read them, and print them from top to bottom, the pieces of a row \
      joined with spaces.
      """)
  var page = false

  @Option(
    help: ArgumentHelp(
      "With --page, the detector of lines: a bundled model or a .safetensors file. (default: lines)",
      valueName: "name|file"), completion: .file(extensions: ["safetensors"]))
  var linesModel: String?

  @Option(
    help: ArgumentHelp(
      "With --page, a folder for pictures of the pages with what was read beside them.",
      valueName: "dir"), completion: .directory)
  var output: String?

  func validate() throws {
    guard !page else { return }
    if linesModel != nil { throw ValidationError("--lines-model is for pages; add --page") }
    if output != nil { throw ValidationError("--output is for pages; add --page") }
  }

  /// Reads pages with `reader` and prints what they say.
  func read(
    _ inputs: InputPictures, with reader: Reader, options: ReadingOptions, isJSON: Bool
  ) throws {
    let detector = try Detector.load(linesModel ?? "lines")
    var run = PageReadingRun(PageReader(reader, lines: detector, options: options))
    run.output = try output.map { try ResultFolder($0, for: inputs.pictures) }
    var printer = ResultPrinter(
      verb: "drawn", isJSON: isJSON, output: output, failures: inputs.problems.count)
    try run.read(inputs.pictures) { finding in
      try printer.show(finding) { result in
        ResultPrinter.Line(
          text: "\n" + result.text, json: { result.json(image: finding.picture.path) },
          warnings: result.warnings, milliseconds: result.milliseconds)
      }
    }
    try printer.finish()
  }
}
