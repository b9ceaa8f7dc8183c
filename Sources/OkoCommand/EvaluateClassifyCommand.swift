import ArgumentParser
import Oko

/// `oko evaluate classify`: the figures of a classifier on labelled pictures.
struct EvaluateClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Measure a classifier.",
    discussion: """
      The data is a folder of pictures for each class. Prints precision and recall of each class, and the share of \
      pictures whose class is the likeliest (top-1) or, where there are more, among the five likeliest (top-5). The \
      confusion matrix and the worst pictures go as PNG into the output folder. Classes are matched by name. \
      A picture that cannot be read is reported and left out, and the exit code is 2.

      EXAMPLES:
        oko evaluate classify --data hands --model signs
        oko evaluate classify --data pets --model runs/classify/pets/best.safetensors --split test --json
      """)

  @OptionGroup var place: EvaluationArguments
  @OptionGroup var classifier: ClassifierOptions

  func run() throws {
    place.threads.apply()
    try place.evaluate(
      ClassificationMeasurement(
        classifier.load(), called: classifier.model, on: place.data, split: place.split))
  }
}
