import ArgumentParser
import Oko

/// `oko train classify`: trains a classifier on a folder of pictures for each class.
struct TrainClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Train a classifier of whole pictures.",
    discussion: """
      The folder has a folder of pictures for each class, maybe inside train/ and val/; without val/ a fixed \
      fifth of each class validates. It is checked first and never written to. The run's folder gets \
      best.safetensors and last.safetensors, the confusion matrix of the last evaluation, results.csv, TensorBoard \
      events and curves. The path of the best model is printed at the end.

      EXAMPLES:
        oko train classify --data pets --time 10m
        oko train classify --data letters --no-mirror --until 'top1>=0.95'
        oko train classify --resume runs/classify/pets
      """)

  @OptionGroup var place: RunArguments
  @OptionGroup var training: ClassificationTrainingArguments
  @OptionGroup var loop: LoopArguments
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    _ = try loop.target(ClassificationTraining.metricNames)
    try place.validate(given: training.given + loop.given)
  }

  func run() throws {
    threads.apply()
    try place.train(ClassificationTraining.self, loop) { data, output in
      var options = ClassificationTrainingOptions(data: data, output: output)
      training.apply(to: &options)
      return options
    }
  }
}
