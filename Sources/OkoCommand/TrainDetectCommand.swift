import ArgumentParser
import Oko

/// `oko train detect`: trains a detector on a folder of labelled pictures.
struct TrainDetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Train a detector.",
    discussion: """
      The folder is YOLO, COCO, Pascal VOC or CreateML; it is checked first and never written to. The run's \
      folder gets best.safetensors and last.safetensors, results.csv, TensorBoard events and curves. \
      Training stops at the first of --epochs, --time, --patience and --until; Ctrl-C saves and stops. \
      The path of the best model is printed at the end.

      EXAMPLES:
        oko train detect --data bccd --time 30m
        oko train detect --data bccd --size small --imgsz 416 --until 'map50>=0.85'
        oko train detect --resume runs/detect/bccd
      """)

  @Option(
    help: ArgumentHelp("The dataset's folder, or its data.yaml.", valueName: "folder"),
    completion: .directory)
  var data: String?

  @OptionGroup var training: DetectionTrainingArguments

  @Option(
    help: ArgumentHelp(
      "Go on with the run in this folder, with its own options.", valueName: "run"),
    completion: .directory)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "The run's folder; a number is added where it is taken. (default: runs/detect/<name of the data>)",
      valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Leave out pictures and labels that are wrong, instead of refusing the dataset.")
  var skipBad = false

  @Flag(help: "Check the data and the options, say what would be done, and write nothing.")
  var dryRun = false

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard let resume else {
      guard data != nil else {
        throw ValidationError("name the dataset's folder with --data, or a run with --resume")
      }
      return
    }
    let given =
      training.given + (data == nil ? [] : ["--data"]) + (output == nil ? [] : ["--output"])
      + (skipBad ? ["--skip-bad"] : [])
    guard given.isEmpty else {
      throw ValidationError(
        "--resume goes on with the options of \(resume); leave out \(given.joined(separator: ", "))"
      )
    }
  }

  func run() throws {
    threads.apply()
    if let resume {
      let folder = try RunFolder.existing(resume)
      let training = try DetectionTraining.resumed(folder)
      return try train(training, resuming: true)
    }
    guard let data else { return }
    var options = DetectionTrainingOptions(data: data, output: output ?? Self.defaultOutput(data))
    try training.apply(to: &options)
    options.skipsBad = skipBad
    if dryRun { return try show(DetectionTraining(options)) }
    // The data is read before the folder is made, so that a refused set leaves nothing behind.
    _ = try DetectionTraining(options)
    let folder = try RunFolder.create(options.output)
    options.output = folder.path
    try folder.save(options)
    try train(try DetectionTraining(options), resuming: false)
  }

  private static func defaultOutput(_ data: String) -> String {
    let name = data.split(separator: "/").last { $0 != "." && !$0.hasSuffix(".yaml") }
    return "runs/detect/\(name ?? "data")"
  }

  private func train(_ training: DetectionTraining, resuming: Bool) throws {
    if dryRun { return try show(training) }
    let folder = training.options.output
    StandardError.write(line: training.plan.joined(separator: "\n"))
    let reason = try training.run(resuming: resuming, observers: [ProgressReport()])
    if case .interrupted = reason {
      StandardError.write(line: "go on with: oko train detect --resume \(folder)")
      throw ExitCode.failure
    }
    try StandardOutput.write(line: "\(folder)/best.safetensors")
  }

  private func show(_ training: DetectionTraining) throws {
    try StandardOutput.write(line: training.plan.joined(separator: "\n"))
  }
}
