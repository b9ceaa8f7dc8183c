import ArgumentParser
import Oko

/// `oko evaluate generate`: the figures of a generator beside real pictures.
struct EvaluateGenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Measure a generator.",
    discussion: """
      Generates pictures and compares them with the real ones of the folder: kernel and Frechet distance, \
      precision (what share of samples looks real), recall (what share of the real the samples reach), density \
      and coverage, all in the features of a classifier, and the sliced Wasserstein distance of their patches. \
      Where the classifier knows the classes, it also says how many samples show theirs. A sheet of samples goes \
      as PNG into the output folder.

      Figures compare only where the classifier, the pictures and the counts are the same; they are not the \
      FID, which is bound to one network. For pictures of another kind than hands, train a classifier of their \
      classes with oko train classify and name it with --features.

      EXAMPLES:
        oko evaluate generate --data hands --model hands
        oko evaluate generate --data hands --model hands --split train --trunc 0.8
        oko evaluate generate --data pets --model runs/generate/pets/best.safetensors \\
          --features runs/classify/pets/best.safetensors --json
      """)

  @OptionGroup var place: EvaluationArguments

  @Option(
    help: ArgumentHelp(
      "A bundled model (see `oko models`) or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var model = "hands"

  @Option(
    help: ArgumentHelp(
      "The classifier in whose features pictures are compared.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var features = "signs"

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many pictures are generated.", valueName: "n"))
  var count = 1000

  @Option(
    name: .customLong("trunc"), parsing: .unconditional,
    help: ArgumentHelp("The truncation, from 0 to 2.", valueName: "ψ"))
  var truncation: Float = 1

  func validate() throws {
    try Check.range("--count", count, 10...100_000)
    try Check.range("--trunc", truncation, 0...2)
  }

  func run() throws {
    place.threads.apply()
    var measurement = try GenerationMeasurement(
      Generator.load(model), features: Classifier.load(features), called: features,
      on: place.data, split: place.split)
    measurement.count = count
    measurement.truncation = truncation
    try place.evaluate(measurement)
  }
}
