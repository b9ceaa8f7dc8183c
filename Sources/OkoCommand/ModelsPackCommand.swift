import ArgumentParser
import Oko

/// `oko models pack`: a trained model as a file to pass on.
struct ModelsPackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Make a small file of a trained model, with its scores and licence in it.",
    discussion: """
      Weights are rounded to bfloat16, which halves the file; the scores noted in it are measured after that.

      EXAMPLES:
        oko models pack runs/detect/bccd/best.safetensors --data bccd --licence MIT --output cells.safetensors
        oko models pack runs/segment/tissue/best.safetensors --data tissue --output tissue.safetensors
      """)

  @Argument(
    help: ArgumentHelp("The model: a bundled name or a .safetensors file.", valueName: "model"),
    completion: .file(extensions: ["safetensors"]))
  var model: String

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var output: String

  @OptionGroup var replacing: OverwriteOptions

  @Option(
    help: ArgumentHelp("A dataset whose validation pictures it is scored on.", valueName: "folder"),
    completion: .directory)
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The classifier in whose features the pictures of a generator are scored.",
      valueName: "name|file"), completion: .file(extensions: ["safetensors"]))
  var features = "signs"

  @Option(help: ArgumentHelp("The terms under which it may be used.", valueName: "text"))
  var licence: String?

  @OptionGroup var threads: ThreadOptions

  func run() throws {
    threads.apply()
    var packing = try ModelPacking(model)
    if let licence { packing.note("licence", licence) }
    try packing.checkOutput(output, overwrites: replacing.overwrite)
    if let data {
      let checkpoint = packing.checkpoint
      switch packing.task {
      case DetectionTraining.task:
        try note(
          DetectionMeasurement(Detector(checkpoint), called: model, on: data), of: data,
          in: &packing)
      case SegmentationTraining.task:
        try note(
          SegmentationMeasurement(
            SegmenterEnsemble([Segmenter(checkpoint)]), called: model, on: data), of: data,
          in: &packing)
      case ClassificationTraining.task:
        try note(
          ClassificationMeasurement(Classifier(checkpoint), called: model, on: data), of: data,
          in: &packing)
      case ReadingTraining.task:
        try note(
          TextMeasurement(Reader(checkpoint), called: model, on: data), of: data, in: &packing)
      case GenerationTraining.task: try measureGenerator(&packing, on: data)
      default:
        throw UsageFailure("--data: models that \(packing.task) cannot be measured here")
      }
    }
    try packing.write(to: output, overwrites: replacing.overwrite)
    try StandardOutput.write(line: output)
  }

  private func note<Measurement: TaskMeasurement>(
    _ measurement: Measurement, of data: String, in packing: inout ModelPacking
  ) throws where Measurement.Report: PredictionReport {
    let report = try measurement.reportWithProgress()
    // Scores that are passed on are those of the whole split.
    if let error = report.failures.first { throw error }
    packing.note(report, split: .val, of: FolderName.of(data))
  }

  private func measureGenerator(_ packing: inout ModelPacking, on data: String) throws {
    let measurement = try GenerationMeasurement(
      Generator(packing.checkpoint), features: Classifier.load(features), called: features,
      on: data)
    let report = try measurement.reportWithProgress()
    packing.note(report, split: measurement.split, of: FolderName.of(data))
  }
}
