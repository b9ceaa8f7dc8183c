import ArgumentParser
import Oko

/// `oko segment`: gives every pixel of pictures its class.
struct SegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Label every pixel of pictures.",
    discussion: """
      Prints for each picture the share of every class, or with --json one JSON object a line, with the \
      box, the area, the polygon and the run lengths of every single thing. With --output, three \
      kinds of pictures go into that folder: NAME-classes.png, whose samples are class numbers; NAME.png \
      or .jpg, the picture with every class tinted, or every single thing where there is one class of them; \
      and with --instances NAME-instances.png, the number of the thing at each pixel, in 16 bits. A file that \
      cannot be read is reported, the others go on, and the exit code is 2.

      Large pictures pass the network in overlapping tiles, so that those of 100 million pixels fit into \
      --memory.

      EXAMPLES:
        oko segment tissue.png --output labelled
        oko segment slides 'more/*.png' --instances --json > nuclei.jsonl
        oko segment street.jpg --model best.safetensors --augment --output labelled
        oko segment scan.png --model fold0.safetensors --model fold1.safetensors --memory 500M
      """)

  @Argument(
    help: ArgumentHelp("Pictures, folders, and patterns such as 'img*.jpg'.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @OptionGroup var models: SegmenterOptions
  @OptionGroup var tiles: TileOptions

  @Flag(help: "Segment the mirror images, too, and average the four results.")
  var augment = false

  @Flag(
    help: """
      Tell single things apart with any model, and write their numbers into the output folder. Models \
      that learnt it always do, where the memory suffices.
      """)
  var instances = false

  @Option(
    help: ArgumentHelp("A folder for labels and tinted pictures.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @OptionGroup var temperature: TemperatureOptions
  @OptionGroup var form: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    threads.apply()
    let inputs = InputPictures(paths, excluding: output)
    for problem in inputs.problems { StandardError.write(line: "oko: error: \(problem)") }
    guard !inputs.pictures.isEmpty else { throw ExitCode.failure }
    let ensemble = try models.load()
    var run = SegmentationRun(ensemble)
    run.options = tiles.options
    run.options.mirrors = augment
    run.options.temperature = temperature.temperature
    run.options.instances = instances ? true : nil
    run.output = try output.map { try ResultFolder($0, for: inputs.pictures) }
    run.savesInstances = instances
    var printer = ResultPrinter(
      verb: "labelled", isJSON: form.json, output: output, failures: inputs.problems.count)
    try run.segment(inputs.pictures) { finding in
      try printer.show(finding) { result in
        ResultPrinter.Line(
          text: result.summary(classNames: ensemble.classNames)
            + ", \(Int(result.milliseconds.network.rounded())) ms",
          json: { result.json(image: finding.picture.path, classNames: ensemble.classNames) },
          warnings: result.warnings,
          milliseconds: [
            result.milliseconds.decode, result.milliseconds.network, result.milliseconds.post,
          ])
      }
    }
    try printer.finish()
  }
}
