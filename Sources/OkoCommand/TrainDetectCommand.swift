import ArgumentParser
import Oko

/// `oko train detect`: trains a detector on a folder of labelled pictures.
struct TrainDetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Train a detector.",
    discussion: """
      The folder is YOLO, COCO, Pascal VOC or CreateML; it is checked first and never written to. The run's \
      folder gets best.safetensors and last.safetensors, results.csv, TensorBoard events and curves. \
      Training stops at the first of --epochs, --time, --patience and --until; Ctrl-C saves and stops. \
      The path of the best model is printed at the end.

      EXAMPLES:
        oko train detect --data bccd --time 30m
        oko train detect --data bccd --size small --imgsz 416 --until 'map50>=0.85'
        oko train detect --resume runs/detect/bccd
      """)

  @OptionGroup var place: RunArguments
  @OptionGroup var training: DetectionTrainingArguments
  @OptionGroup var loop: LoopArguments
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    _ = try loop.target(DetectionTraining.metricNames)
    try place.validate(given: training.given + loop.given)
  }

  func run() throws {
    threads.apply()
    try place.train(DetectionTraining.self, loop) { data, output in
      var options = DetectionTrainingOptions(data: data, output: output)
      training.apply(to: &options)
      return options
    }
  }
}
