import ArgumentParser
import Oko

/// `oko quantize`: a model that predicts in bytes.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Make a model predict in int8, and measure what that costs.",
    discussion: """
      The model looks at pictures of the data's training split to learn the ranges of its values, then its scores on \
      the validation split are measured in floats and in int8. Where it loses more than --tolerance, the convolutions \
      whose bytes do the most harm stay in floats. A folder of pictures without labels will do, too: then the loss is \
      by what share results differ from those in floats. The weights in the file stay as they are, and --precision f32 \
      predicts as before.

      EXAMPLES:
        oko quantize cells --data bccd --output cells8.safetensors
        oko detect smears --model cells8.safetensors
        oko quantize runs/segment/tissue/best.safetensors --data slides --tolerance 0.002
      """)

  @Argument(
    help: ArgumentHelp("The model: a bundled name or a .safetensors file.", valueName: "model"),
    completion: .file(extensions: ["safetensors"]))
  var model: String

  @Option(
    help: ArgumentHelp("A dataset, or any folder of pictures.", valueName: "folder"),
    completion: .directory)
  var data: String

  @Option(
    help: "The part of the dataset that the loss is measured on: train, val or test. (default: val)"
  )
  var split: DatasetSplit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many pictures to look at for the ranges.", valueName: "n"))
  var pictures = 100

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How much of its first score the model may lose, or without labels by what share results may differ, 0 to 1. "
        + "(default: 0.005, without labels 0.05)", valueName: "x"))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp(
      "The quantized model's file. (default: its name in the folder of the run, runs/quantize/<name>)",
      valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var output: String?

  @OptionGroup var replacing: OverwriteOptions
  @OptionGroup var form: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try Check.range("--pictures", pictures, 1...100_000)
    if let tolerance { try Check.range("--tolerance", tolerance, 0...1) }
  }

  func run() throws {
    threads.apply()
    let source = try ModelFile(of: model)
    let folder = "runs/quantize/\(source.name)"
    var quantization = ModelQuantization(of: model, on: data)
    try quantization.refuseOutput(output ?? folder)
    if let output { try source.checkOutput(output, overwrites: replacing.overwrite) }
    quantization.split = split
    quantization.observedCount = pictures
    quantization.tolerance = tolerance
    let report = try reportWithProgress(quantization)
    for error in report.failures { StandardError.write(line: "oko: error: \(error)") }
    for warning in report.warnings { StandardError.warn(warning) }
    if let reason = report.unlabelled {
      StandardError.warn("no scores, as \(reason)")
    }
    let target =
      try output
      ?? "\(RunFolder.create(folder).path)/\(source.name).safetensors"
    try source.write(report.addition, to: target, overwrites: replacing.overwrite)
    try StandardOutput.write(line: form.json ? report.json.serialized() : report.text)
    StandardError.write(line: "the model is \(target)")
    if !report.failures.isEmpty { throw ExitCode.someInputsFailed }
  }

  private func reportWithProgress(
    _ quantization: ModelQuantization
  ) throws -> QuantizationReport {
    var phase: ModelQuantization.Phase?
    var progress: CountProgress?
    defer { progress?.clear() }
    return try quantization.report { next, done, total in
      if next != phase {
        progress?.clear()
        (phase, progress) = (next, CountProgress(total: total, verb: next.verb))
      }
      progress?.show(done)
    }
  }
}

extension ModelQuantization.Phase {
  /// What is being done, before "10 of 100".
  fileprivate var verb: String {
    switch self {
    case .observing: "looked at"
    case .measuringFloats: "measured in f32"
    case .searching: "measured alone in int8"
    case .measuringBytes(let exactCount):
      exactCount == 0 ? "measured in int8" : "measured in int8 but for \(exactCount)"
    }
  }
}
