import ArgumentParser
import Oko

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a run of training works on and where it goes, for any task.
struct RunArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("The dataset's folder, or its data.yaml.", valueName: "folder"),
    completion: .directory)
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Go on with the run in this folder, with its own options.", valueName: "run"),
    completion: .directory)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "The run's folder; a number is added where it is taken. (default: runs/<task>/<name of the data>)",
      valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Leave out pictures and labels that are wrong, instead of refusing the dataset.")
  var skipBad = false

  @Flag(help: "Check the data and the options, say what would be done, and write nothing.")
  var dryRun = false

  /// Throws where neither data nor a run is named, or a run and one of the options `given` of a new one.
  func validate(given: [String]) throws {
    guard let resume else {
      guard data != nil else {
        throw ValidationError("name the dataset's folder with --data, or a run with --resume")
      }
      return
    }
    let given =
      given + (data == nil ? [] : ["--data"]) + (output == nil ? [] : ["--output"])
      + (skipBad ? ["--skip-bad"] : [])
    guard given.isEmpty else {
      throw ValidationError(
        "--resume goes on with the options of \(resume); leave out \(given.joined(separator: ", "))"
      )
    }
  }

  /// Trains: the run that is resumed, or a new one with the options that `options` makes of the data's folder and
  /// the run's, and what `loop` says.
  ///
  /// The path of the best model is printed at the end.
  func train<Training: TaskTraining>(
    _ type: Training.Type, _ loop: LoopArguments,
    options: (_ data: String, _ output: String) -> Training.Options
  ) throws {
    // Hours of training are not lost to a `tee` or a viewer that was closed.
    signal(SIGPIPE, SIG_IGN)
    if let resume {
      return try train(try Training.resumed(RunFolder.existing(resume)), resuming: true)
    }
    guard let data else { return }
    let output = output ?? "runs/\(Training.task)/\(FolderName.of(data))"
    var options = options(data, output)
    options.skipsBad = skipBad
    try loop.apply(to: &options, metrics: Training.metricNames)
    var training = try Training(options)
    try training.refuseOutput(options.output)
    // Only now, so that a refused dataset leaves no folder behind.
    if !dryRun { try training.makeFolder() }
    try train(training, resuming: false)
  }

  private func train(_ training: some TaskTraining, resuming: Bool) throws {
    let plan = training.plan.joined(separator: "\n")
    if dryRun { return try StandardOutput.write(line: plan) }
    StandardError.write(line: plan)
    var training = training
    let reason = try training.run(resuming: resuming, observers: [ProgressReport()])
    let folder = training.options.output
    if case .interrupted = reason {
      StandardError.write(
        line: "go on with: oko train \(type(of: training).task) --resume \(folder)")
      throw ExitCode.failure
    }
    try StandardOutput.write(line: "\(folder)/best.safetensors")
  }
}
