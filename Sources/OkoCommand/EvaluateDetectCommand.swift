public import ArgumentParser
public import Oko

extension DatasetSplit: ExpressibleByArgument {}

/// `oko evaluate detect`: the figures of a detector on labelled pictures.
struct EvaluateDetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Measure a detector.",
    discussion: """
      Prints the average precision of each class and the twelve figures of COCO. Curves of precision and \
      recall and the confusion matrix go as PNG into the output folder. Classes are matched by name. A \
      picture that cannot be read is reported and left out, and the exit code is 2.

      EXAMPLES:
        oko evaluate detect --data bccd --model cells
        oko evaluate detect --data bccd --split test --model runs/detect/bccd/best.safetensors --json
      """)

  @Option(
    help: ArgumentHelp("The dataset's folder, or its data.yaml.", valueName: "folder"),
    completion: .directory)
  var data: String

  @Option(help: "The part of the dataset: train, val or test.")
  var split = DatasetSplit.val

  @OptionGroup var model: DetectorOptions

  @Option(
    help: ArgumentHelp(
      "A folder for the plots; a number is added where it is taken. (default: runs/evaluate/<name of the data>)",
      valueName: "dir"),
    completion: .directory)
  var output: String?

  @OptionGroup var form: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    threads.apply()
    var measurement = try DetectionMeasurement(
      model.load(), called: model.model, on: data, split: split)
    measurement.imageSize = model.imgsz
    let output = output ?? "runs/evaluate/\(FolderName.of(data))"
    try measurement.dataset.refuseOutput(output)
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

extension DetectionMeasurement {
  /// Measures, and tells of its warnings and its progress on standard error.
  func reportWithProgress() throws -> DetectionReport {
    for warning in warnings { StandardError.warn(warning) }
    let progress = CountProgress(total: pictureCount, verb: "measured")
    defer { progress.clear() }
    return try report(progress.show)
  }
}
