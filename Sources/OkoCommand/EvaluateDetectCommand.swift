import ArgumentParser
import Oko

/// `oko evaluate detect`: the figures of a detector on labelled pictures.
struct EvaluateDetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect", abstract: "Measure a detector.")
}
