import ArgumentParser
import Oko

/// `oko detect`: finds objects on pictures.
struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Find objects on pictures.",
    discussion: """
      Prints a line for each picture, or with --json one JSON object a line: boxes are [x, y, width, \
      height] in pixels of the upright picture. With --output, pictures with the boxes drawn on them go \
      into that folder. A file that cannot be read is reported, the others go on, and the exit code is 2.

      EXAMPLES:
        oko detect photo.jpg --output found
        oko detect photos 'more/*.png' --classes car,bus --conf 0.4 --json > found.jsonl
        oko detect smears --model cells --output found --save-txt
      """)

  @Argument(
    help: ArgumentHelp("Pictures, folders, and patterns such as 'img*.jpg'.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @OptionGroup var model: DetectorOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What a detection's confidence must exceed, 0 to 1.", valueName: "c"))
  var conf: Float = 0.25

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of two boxes of a class that overlap by more, the surer stays, 0 to 1.", valueName: "o"))
  var iou: Float = 0.7

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The most detections on a picture.", valueName: "n")
  )
  var maxDet = 300

  @Option(help: ArgumentHelp("The classes to report, by name. (default: all)", valueName: "a,b"))
  var classes: String?

  @Option(
    help: ArgumentHelp("A folder for annotated pictures.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Also write rows as YOLO does, with confidences, into labels/ of the output folder.")
  var saveTxt = false

  @OptionGroup var temperature: TemperatureOptions
  @OptionGroup var form: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try Check.range("--conf", conf, 0...1)
    try Check.range("--iou", iou, 0...1)
    try Check.range("--max-det", maxDet, 1...100_000)
    guard output != nil || !saveTxt else {
      throw ValidationError("--save-txt writes into the output folder; name it with --output")
    }
  }

  func run() throws {
    threads.apply()
    let inputs = InputPictures(paths, excluding: output)
    for problem in inputs.problems { StandardError.write(line: "oko: error: \(problem)") }
    guard !inputs.pictures.isEmpty else { throw ExitCode.failure }
    let detector = try model.load()
    var run = DetectionRun(detector)
    run.options = try options(for: detector)
    run.output = try output.map { try ResultFolder($0, for: inputs.pictures) }
    run.savesRows = saveTxt
    var printer = ResultPrinter(
      verb: "annotated", isJSON: form.json, output: output, failures: inputs.problems.count)
    try run.detect(on: inputs.pictures) { finding in
      try printer.show(finding) { result in
        ResultPrinter.Line(
          text: result.summary(classNames: detector.classNames),
          json: { result.json(image: finding.picture.path, classNames: detector.classNames) },
          warnings: result.warnings,
          milliseconds: [
            result.milliseconds.decode, result.milliseconds.network, result.milliseconds.post,
          ])
      }
    }
    try printer.finish()
  }

  private func options(for detector: Detector) throws -> DetectionOptions {
    DetectionOptions(
      confidence: conf, iou: iou, maximumDetections: maxDet,
      classes: try classes.map { try ClassList(text: $0, known: detector.classNames).indices },
      imageSize: model.imgsz, temperature: temperature.temperature)
  }
}
