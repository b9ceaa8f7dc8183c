import ArgumentParser
import Oko

/// `oko train generate`: trains a generator on a folder of pictures.
struct TrainGenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Train a generator of pictures.",
    discussion: """
      EXAMPLES:
        oko train generate --data hands --time 1h
        oko train generate --resume runs/generate/hands
      """)

  @OptionGroup var place: RunArguments
  @OptionGroup var training: GenerationTrainingArguments
  @OptionGroup var loop: LoopArguments
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    _ = try loop.target(GenerationTraining.metricNames)
    try place.validate(given: training.given + loop.given)
  }

  func run() throws {
    threads.apply()
    try place.train(GenerationTraining.self, loop) { data, output in
      var options = GenerationTrainingOptions(data: data, output: output)
      training.apply(to: &options)
      return options
    }
  }
}
