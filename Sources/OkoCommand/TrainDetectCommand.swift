import ArgumentParser
import Oko

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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
    // Hours of training are not lost to a `tee` or a viewer that was closed.
    signal(SIGPIPE, SIG_IGN)
    if let resume {
      let training = try DetectionTraining.resumed(RunFolder.existing(resume))
      return try train(training, resuming: true)
    }
    guard let data else { return }
    var options = DetectionTrainingOptions(
      data: data, output: output ?? "runs/detect/\(FolderName.of(data))")
    try training.apply(to: &options)
    options.skipsBad = skipBad
    var training = try DetectionTraining(options)
    try training.dataset.refuseOutput(options.output)
    // Only now, so that a refused dataset leaves no folder behind.
    if !dryRun { try training.makeFolder() }
    try train(training, resuming: false)
  }

  private func train(_ training: DetectionTraining, resuming: Bool) throws {
    let plan = training.plan.joined(separator: "\n")
    if dryRun { return try StandardOutput.write(line: plan) }
    StandardError.write(line: plan)
    var training = training
    let reason = try training.run(resuming: resuming, observers: [ProgressReport()])
    let folder = training.options.output
    if case .interrupted = reason {
      StandardError.write(line: "go on with: oko train detect --resume \(folder)")
      throw ExitCode.failure
    }
    try StandardOutput.write(line: "\(folder)/best.safetensors")
  }
}
