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
    let dataset = try DetectionDataset.measurable(folder: data, split: split)
    let errors = dataset.issues.count { $0.severity == .error }
    if errors > 0 {
      StandardError.warn("\(errors) errors in the labels are left out; oko data check lists them")
    }
    let detector = try model.load()
    let classes = try ClassCorrespondence(
      of: detector.classNames, with: dataset.classNames, model: model.model)
    if !classes.missing.isEmpty {
      StandardError.warn("the model does not know \(classes.missing.joined(separator: ", "))")
    }
    let (report, failures) = try measured(detector, dataset, classes)
    let folder = try RunFolder.create(output ?? "runs/evaluate/\(FolderName.of(data))")
    try report.write(to: folder.path)
    try StandardOutput.write(line: form.json ? report.json.serialized() : report.text)
    StandardError.write(line: "plots in \(folder.path)")
    if failures > 0 { throw ExitCode.someInputsFailed }
  }

  private func measured(
    _ detector: Detector, _ dataset: DetectionDataset, _ classes: ClassCorrespondence
  ) throws -> (DetectionReport, failures: Int) {
    let samples = dataset.samples(split)
    var evaluator = DetectionEvaluator(samples: samples, classNames: dataset.classNames)
    evaluator.options.imageSize = model.imgsz
    let progress = CountProgress(total: samples.count, verb: "measured")
    var found = try evaluator.findings(of: detector) { share in
      progress.show(Int((share * Double(samples.count)).rounded()))
    }
    progress.clear()
    for (_, error) in found.failures { StandardError.write(line: "oko: error: \(error)") }
    guard !found.samples.isEmpty else { throw ExitCode.failure }
    found.detections = found.detections.map(classes.translated)
    let report = DetectionReport(
      scores: evaluator.scores(of: found), classNames: dataset.classNames, samples: found.samples)
    return (report, found.failures.count)
  }
}
