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
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --page, leave out lines whose characters are less sure in the mean, 0 to 1. (default: 0.5)",
      valueName: "c"))
  var lineConf: Double?

  @Option(
    help: ArgumentHelp(
      "With --page, a folder for pictures of the pages with what was read beside them.",
      valueName: "dir"), completion: .directory)
  var output: String?

  func validate() throws {
    if let lineConf { try Check.range("--line-conf", lineConf, 0...1) }
    guard !page else { return }
    if lineConf != nil { throw ValidationError("--line-conf is for pages; add --page") }
    if linesModel != nil { throw ValidationError("--lines-model is for pages; add --page") }
    if output != nil { throw ValidationError("--output is for pages; add --page") }
  }

  /// Reads pages with `reader` and prints what they say.
  func read(
    _ inputs: InputPictures, with reader: Reader, options: ReadingOptions, isJSON: Bool
  ) throws {
    var pages = PageReader(reader, lines: try detector(), options: options)
    if let lineConf { pages.leastSureness = lineConf }
    var run = PageReadingRun(pages)
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

  /// The detector of lines; one whose only class is called otherwise may find such, one of several classes does not.
  private func detector() throws -> Detector {
    let detector = try Detector.load(linesModel ?? "lines")
    let (model, names) = (linesModel ?? "lines", detector.classNames)
    guard !names.contains(LineFinder.className) else { return detector }
    guard names.count == 1 else {
      throw UsageFailure(
        "--lines-model: \(model) finds \(names.joined(separator: ", ")), but no lines of text; "
          + "name a detector with a class `line`, such as `oko data synth page` draws pages for")
    }
    StandardError.warn("\(model) finds \(names[0]), which is taken for lines of text")
    return detector
  }
}
