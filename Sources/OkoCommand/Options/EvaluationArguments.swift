public import ArgumentParser
public import Oko

extension DatasetSplit: ExpressibleByArgument {}

/// What a model of any task is measured on, and where the plots go.
struct EvaluationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("The dataset's folder, or its data.yaml.", valueName: "folder"),
    completion: .directory)
  var data: String

  @Option(help: "The part of the dataset: train, val or test.")
  var split = DatasetSplit.val

  @Option(
    help: ArgumentHelp(
      "A folder for the plots; a number is added where it is taken. (default: runs/evaluate/<name of the data>)",
      valueName: "dir"),
    completion: .directory)
  var output: String?

  @OptionGroup var form: OutputOptions
  @OptionGroup var threads: ThreadOptions

  /// Measures, prints the figures and writes the plots.
  func evaluate(_ measurement: some TaskMeasurement) throws {
    let output = output ?? "runs/evaluate/\(FolderName.of(data))"
    try measurement.refuseOutput(output)
    let report = try measurement.reportWithProgress()
    for error in report.failures { StandardError.write(line: "oko: error: \(error)") }
    guard report.pictureCount > 0 else { throw ExitCode.failure }
    let folder = try RunFolder.create(output)
    try report.write(to: folder.path)
    try StandardOutput.write(line: form.json ? report.json.serialized() : report.text)
    StandardError.write(line: "plots in \(folder.path)")
    if !report.failures.isEmpty { throw ExitCode.someInputsFailed }
  }
}

extension TaskMeasurement {
  /// Measures, and tells of its warnings and its progress on standard error.
  func reportWithProgress() throws -> Report {
    for warning in warnings { StandardError.warn(warning) }
    let progress = CountProgress(total: pictureCount, verb: "measured")
    defer { progress.clear() }
    return try report(progress.show)
  }
}
