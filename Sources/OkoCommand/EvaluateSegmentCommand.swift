import ArgumentParser
import Oko

/// `oko evaluate segment`: the figures of a segmenter on labelled pictures.
struct EvaluateSegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Measure a segmenter.",
    discussion: """
      Prints IoU, Dice, precision, recall and boundary F1 of each class, over the pixels of all pictures, \
      and for single things the average precision. The confusion matrix, the classes and the worst pictures go \
      as PNG into the output folder. Classes are matched by name. A picture that cannot be read is reported and \
      left out, and the exit code is 2.

      EXAMPLES:
        oko evaluate segment --data nuclei --model nuclei
        oko evaluate segment --data camvid --model runs/segment/camvid/best.safetensors --augment --json
        oko evaluate segment --data tissue --model fold0.safetensors --model fold1.safetensors
      """)

  @OptionGroup var place: EvaluationArguments
  @OptionGroup var models: SegmenterOptions
  @OptionGroup var tiles: TileOptions

  @Flag(help: "Average over the picture and its mirror images; takes four times as long.")
  var augment = false

  @Flag(help: "Tell single things apart even where the model has not learnt to.")
  var instances = false

  func run() throws {
    place.threads.apply()
    var measurement = try SegmentationMeasurement(
      models.load(), called: models.model.joined(separator: " and "), on: place.data,
      split: place.split)
    measurement.options = tiles.options
    measurement.options.mirrors = augment
    if instances { measurement.options.instances = true }
    try place.evaluate(measurement)
  }
}
