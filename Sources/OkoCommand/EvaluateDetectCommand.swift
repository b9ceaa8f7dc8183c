import ArgumentParser
import Oko

/// `oko evaluate detect`: the figures of a detector on labelled pictures.
struct EvaluateDetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Measure a detector.",
    discussion: """
      Prints the average precision of each class and the twelve figures of COCO. Curves of precision and \
      recall and the confusion matrix go as PNG into the output folder. Classes are matched by name. A \
      picture that cannot be read is reported and left out, and the exit code is 2.

      EXAMPLES:
        oko evaluate detect --data bccd --model cells
        oko evaluate detect --data bccd --split test --model runs/detect/bccd/best.safetensors --json
      """)

  @OptionGroup var place: EvaluationArguments
  @OptionGroup var model: DetectorOptions

  func run() throws {
    place.threads.apply()
    var measurement = try DetectionMeasurement(
      model.load(), called: model.model, on: place.data, split: place.split)
    measurement.imageSize = model.imgsz
    try place.evaluate(measurement)
  }
}
