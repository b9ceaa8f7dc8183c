import ArgumentParser

/// `oko train`: the commands that learn from the user's pictures.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on your own pictures.",
    subcommands: [
      TrainDetectCommand.self, TrainSegmentCommand.self, TrainClassifyCommand.self,
      TrainGenerateCommand.self, TrainReadCommand.self,
    ])
}
