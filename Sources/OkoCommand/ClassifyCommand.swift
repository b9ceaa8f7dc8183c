import ArgumentParser
import Oko

/// `oko classify`: says what whole pictures show.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Say what pictures show.",
    discussion: """
      Prints for each picture the likeliest classes with their probabilities, or with --json one JSON object \
      a line. A file that cannot be read is reported, the others go on, and the exit code is 2.

      EXAMPLES:
        oko classify hand.jpg
        oko classify photos --model runs/classify/pets/best.safetensors --top 1
        oko classify 'photos/*.jpg' --model pets.safetensors --json > classes.jsonl
      """)

  @Argument(
    help: ArgumentHelp("Pictures, folders, and patterns such as 'img*.jpg'.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @OptionGroup var classifier: ClassifierOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("How many classes to print.", valueName: "n"))
  var top = 3

  @OptionGroup var temperature: TemperatureOptions
  @OptionGroup var form: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func validate() throws { try Check.range("--top", top, 1...1_000_000) }

  func run() throws {
    threads.apply()
    let inputs = InputPictures(paths)
    for problem in inputs.problems { StandardError.write(line: "oko: error: \(problem)") }
    guard !inputs.pictures.isEmpty else { throw ExitCode.failure }
    let classifier = try self.classifier.load()
    let names = classifier.classNames
    var printer = ResultPrinter(
      verb: "classified", isJSON: form.json, output: nil, failures: inputs.problems.count)
    var run = ClassificationRun(classifier)
    run.temperature = temperature.temperature
    try run.classify(inputs.pictures) { finding in
      try printer.show(finding) { result in
        ResultPrinter.Line(
          text: result.summary(classNames: names, count: top),
          json: { result.json(image: finding.picture.path, classNames: names, count: top) },
          warnings: result.warnings,
          milliseconds: [result.milliseconds.decode, result.milliseconds.network])
      }
    }
    try printer.finish()
  }
}
