import ArgumentParser

/// `oko bench`: how fast this machine computes.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure how fast this machine computes.",
    subcommands: [
      BenchKernelsCommand.self, BenchPredictCommand.self, BenchTrainCommand.self,
      BenchAttentionCommand.self, BenchEvaluateCommand.self, BenchPicturesCommand.self,
    ])
}
