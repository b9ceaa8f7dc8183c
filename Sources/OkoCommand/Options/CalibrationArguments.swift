import ArgumentParser
import Oko

/// What a model of any task is calibrated on, and where the calibrated one goes.
struct CalibrationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("The dataset's folder, or its data.yaml.", valueName: "folder"),
    completion: .directory)
  var data: String

  @Option(help: "The part of the dataset: train, val or test.")
  var split = DatasetSplit.val

  @Option(
    help: ArgumentHelp(
      "The calibrated model's file. (default: its name in the folder of the run, runs/calibrate/<name>)",
      valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var output: String?

  @OptionGroup var replacing: OverwriteOptions
  @OptionGroup var form: OutputOptions
  @OptionGroup var threads: ThreadOptions

  /// Fits, prints the errors, draws the diagrams and writes `model`, a name or a file, with its temperature.
  func calibrate(_ calibration: some TaskCalibration, model: String) throws {
    let source = try ModelFile(of: model)
    let output = "runs/calibrate/\(source.name)"
    try calibration.refuseOutput(output)
    if let target = self.output {
      try calibration.refuseOutput(target)
      try source.checkOutput(target, overwrites: replacing.overwrite)
    }
    let report = try calibration.reportWithProgress()
    for error in report.failures { StandardError.write(line: "oko: error: \(error)") }
    guard report.before.count > 0 else {
      let pictures = countText(report.pictureCount, "picture")
      StandardError.write(
        line: "oko: error: \(model) finds no \(report.answers) in \(pictures) of \(data): "
          + "there is nothing to calibrate on, and nothing is written")
      throw ExitCode.failure
    }
    let folder = try RunFolder.create(output)
    try report.write(to: folder.path)
    let target = self.output ?? "\(folder.path)/\(source.name).safetensors"
    try source.write(report.fit.after, to: target, overwrites: replacing.overwrite)
    try StandardOutput.write(line: form.json ? report.json.serialized() : report.text)
    for caution in report.cautions { StandardError.warn(caution) }
    StandardError.write(line: "diagrams in \(folder.path); the model is \(target)")
    if !report.failures.isEmpty { throw ExitCode.someInputsFailed }
  }
}
