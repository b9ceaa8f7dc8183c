import ArgumentParser
import Oko

/// `oko evaluate classify`: the figures of a classifier on labelled pictures.
struct EvaluateClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Measure a classifier.",
    discussion: """
      Prints how many pictures of each class are recognised, and the shares of pictures whose class is the \
      likeliest (top-1) or among the five likeliest (top-5). The confusion matrix goes as PNG into the output \
      folder. Classes are matched by name.

      EXAMPLES:
        oko evaluate classify --data pets --model runs/classify/pets/best.safetensors
      """)

  @Option(
    help: ArgumentHelp("The dataset's folder.", valueName: "folder"), completion: .directory)
  var data: String

  @Option(
    help: ArgumentHelp(
      "A bundled model (see `oko models`) or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String

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

  func run() throws {
    threads.apply()
    let measurement = try ClassificationMeasurement(
      Classifier.load(model), called: model, on: data, split: split)
    let output = output ?? "runs/evaluate/\(FolderName.of(data))"
    try measurement.dataset.refuseOutput(output)
    let progress = CountProgress(total: measurement.pictureCount, verb: "measured")
    let report = try measurement.report(progress.show)
    progress.clear()
    let folder = try RunFolder.create(output)
    try report.write(to: folder.path)
    try StandardOutput.write(line: form.json ? report.json.serialized() : report.text)
    StandardError.write(line: "plots in \(folder.path)")
  }
}
