import ArgumentParser
import Oko

/// `oko train classify`: trains a classifier on a folder of pictures for each class.
struct TrainClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Train a classifier of whole pictures.",
    discussion: """
      The folder has a folder of pictures for each class, maybe inside train/ and val/; without val/ a fixed \
      fifth of each class validates. It is checked first and never written to.

      EXAMPLES:
        oko train classify --data pets --time 10m
        oko train classify --data pets --imgsz 128 --until 'top1>=0.95'
        oko train classify --resume runs/classify/pets
      """)

  @OptionGroup var place: RunArguments
  @OptionGroup var training: ClassificationTrainingArguments
  @OptionGroup var stop: StopArguments
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    _ = try stop.target(ClassificationTraining.metricNames)
    try place.validate(given: training.given + stop.given)
  }

  func run() throws {
    threads.apply()
    try place.train(ClassificationTraining.self) { data, output in
      var options = ClassificationTrainingOptions(data: data, output: output)
      training.apply(to: &options)
      try stop.apply(to: &options.stopRule, metrics: ClassificationTraining.metricNames)
      options.skipsBad = place.skipBad
      return options
    }
  }
}
