public import ArgumentParser
import Oko
public import OkoTensors

extension TrainingPrecision: ExpressibleByArgument {}

/// How the loop that all tasks share learns and when it stops; whatever is left out has the task's default.
struct LoopArguments: ParsableArguments {
  /// The defaults are the same for every task but generation.
  private static let usual = DetectionTrainingOptions(data: "", output: "")
  private static let generating = GenerationTrainingOptions(data: "", output: "")

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The learning rate after the warm-up. (default: \(Self.usual.learningRate); to generate "
        + "\(Self.generating.learningRate))", valueName: "r"))
  var lr: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The seed of everything random. (default: \(Self.usual.seed))", valueName: "n"))
  var seed: UInt64?

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp(
      "Start from a bundled model or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var initialModel: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most epochs. (default: \(Self.usual.stopRule.epochs); to generate "
        + "\(Self.generating.stopRule.epochs))", valueName: "n"))
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most time, such as 90s, 30m or 1h30m.", valueName: "time"))
  var time: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Stop after so many epochs without progress.", valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "Stop at a score of the table that is printed, such as 'map50>=0.85'.",
      valueName: "target"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "In how many bits layers multiply: f32, or bf16, which is faster where processors have it. (default: f32)",
      valueName: "bits"))
  var precision: TrainingPrecision?

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--lr", lr != nil), ("--seed", seed != nil), ("--init", initialModel != nil),
      ("--epochs", epochs != nil), ("--time", time != nil), ("--patience", patience != nil),
      ("--until", until != nil), ("--precision", precision != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  func validate() throws {
    if let lr { try Check.range("--lr", lr, Float.leastNormalMagnitude...1) }
    if let epochs { try Check.range("--epochs", epochs, 1...1_000_000) }
    if let patience { try Check.range("--patience", patience, 1...1_000_000) }
    _ = try seconds()
  }

  /// Sets in `options` what was given; the scores that may be asked for are `metrics`.
  func apply(to options: inout some TaskTrainingOptions, metrics: [String]) throws {
    if let lr { options.learningRate = lr }
    if let seed { options.seed = seed }
    options.initialModel = initialModel
    if let epochs { options.stopRule.epochs = epochs }
    if let seconds = try seconds() { options.stopRule.seconds = seconds }
    if let patience { options.stopRule.patience = patience }
    options.precision = precision == .float32 ? nil : precision
    if let target = try target(metrics) { options.stopRule.target = target }
  }

  private func seconds() throws -> Double? {
    guard let time else { return nil }
    do throws(TrainingError) {
      return try parseDuration(time)
    } catch {
      throw ValidationError("--time: \(error.message)")
    }
  }

  /// The target of `--until`, one of `metrics`.
  func target(_ metrics: [String]) throws -> MetricTarget? {
    guard let until else { return nil }
    do throws(TrainingError) {
      return try MetricTarget(until, knownMetrics: metrics)
    } catch {
      throw ValidationError("--\(error.message)")
    }
  }
}
