import ArgumentParser

/// `oko evaluate`: the commands that measure models.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a model on labelled pictures.",
    subcommands: [
      EvaluateDetectCommand.self, EvaluateSegmentCommand.self, EvaluateClassifyCommand.self,
      EvaluateReadCommand.self, EvaluateGenerateCommand.self,
    ])
}
