import ArgumentParser
import Oko

/// When training stops; whatever is left out has the library's default.
struct StopArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most epochs. (default: 200)", valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp("The most time, such as 90s, 30m or 1h30m.", valueName: "time"))
  var time: String?

  @Option(help: ArgumentHelp("Stop after so many epochs without progress.", valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "Stop at a score of the table that is printed, such as 'map50>=0.85'.",
      valueName: "target"))
  var until: String?

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--epochs", epochs != nil), ("--time", time != nil), ("--patience", patience != nil),
      ("--until", until != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  func validate() throws {
    if let epochs { try Check.range("--epochs", epochs, 1...1_000_000) }
    if let patience { try Check.range("--patience", patience, 1...1_000_000) }
    _ = try seconds()
  }

  /// Sets in `rule` what was given; the scores that may be asked for are `metrics`.
  func apply(to rule: inout StopRule, metrics: [String]) throws {
    if let epochs { rule.epochs = epochs }
    if let seconds = try seconds() { rule.seconds = seconds }
    if let patience { rule.patience = patience }
    if let target = try target(metrics) { rule.target = target }
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
