import ArgumentParser
import Oko

/// `oko evaluate segment`: the figures of a segmenter on labelled pictures.
struct EvaluateSegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Measure a segmenter.",
    discussion: """
      Prints IoU, Dice, precision, recall and boundary F1 of each class, over the pixels of all pictures, \
      and for single things the average precision. The confusion matrix, the classes and the worst pictures go \
      as PNG into the output folder. Classes are matched by name. A picture that cannot be read is reported and \
      left out, and the exit code is 2.

      EXAMPLES:
        oko evaluate segment --data nuclei --model nuclei
        oko evaluate segment --data camvid --model runs/segment/camvid/best.safetensors --augment --json
        oko evaluate segment --data tissue --model fold0.safetensors --model fold1.safetensors
      """)

  @Option(
    help: ArgumentHelp("The dataset's folder.", valueName: "folder"), completion: .directory)
  var data: String

  @OptionGroup var models: SegmenterOptions

  @Option(help: "The part of the dataset: train, val or test.")
  var split = DatasetSplit.val

  @OptionGroup var tiles: TileOptions

  @Flag(help: "Average over the picture and its mirror images; takes four times as long.")
  var augment = false

  @Flag(help: "Tell single things apart even where the model has not learnt to.")
  var instances = false

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
    var measurement = try SegmentationMeasurement(
      models.load(), called: models.model.joined(separator: " and "), on: data, split: split)
    measurement.options = tiles.options
    measurement.options.mirrors = augment
    if instances { measurement.options.instances = true }
    let output = output ?? "runs/evaluate/\(FolderName.of(data))"
    try measurement.dataset.refuseOutput(output)
    let report = try measurement.reportWithProgress()
    for error in report.failures { StandardError.write(line: "oko: error: \(error)") }
    guard report.scores.pictureCount > 0 else { throw ExitCode.failure }
    let folder = try RunFolder.create(output)
    try report.write(to: folder.path)
    try StandardOutput.write(line: form.json ? report.json.serialized() : report.text)
    StandardError.write(line: "plots in \(folder.path)")
    if !report.failures.isEmpty { throw ExitCode.someInputsFailed }
  }
}

extension SegmentationMeasurement {
  /// Measures, and tells of its warnings and its progress on standard error.
  func reportWithProgress() throws -> SegmentationReport {
    for warning in warnings { StandardError.warn(warning) }
    let progress = CountProgress(total: pictureCount, verb: "measured")
    defer { progress.clear() }
    return try report(progress.show)
  }
}
