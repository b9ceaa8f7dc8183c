import ArgumentParser
import Oko

/// `oko classify`: says what whole pictures show.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Say what pictures show.",
    discussion: """
      Prints the three likeliest classes of each picture, or with --json one JSON object a line with the \
      probability of every class. A file that cannot be read is reported, the others go on, and the exit \
      code is 2.

      EXAMPLES:
        oko classify photos --model runs/classify/pets/best.safetensors
        oko classify 'photos/*.jpg' --model pets.safetensors --json > classes.jsonl
      """)

  @Argument(
    help: ArgumentHelp("Pictures, folders, and patterns such as 'img*.jpg'.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "A bundled model (see `oko models`) or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String

  @OptionGroup var form: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    threads.apply()
    let inputs = InputPictures(paths)
    for problem in inputs.problems { StandardError.write(line: "oko: error: \(problem)") }
    guard !inputs.pictures.isEmpty else { throw ExitCode.failure }
    let classifier = try Classifier.load(model)
    var printer = ResultPrinter(
      verb: "classified", isJSON: form.json, output: nil, failures: inputs.problems.count)
    try ClassificationRun(classifier).classify(inputs.pictures) { finding in
      try printer.show(finding) { result in
        ResultPrinter.Line(
          text: result.summary(classNames: classifier.classNames),
          json: { result.json(image: finding.picture.path, classNames: classifier.classNames) },
          warnings: [],
          milliseconds: [result.milliseconds.decode, result.milliseconds.network, 0])
      }
    }
    try printer.finish()
  }
}
