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
  @OptionGroup var stop: StopArguments
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    _ = try stop.target(DetectionTraining.metricNames)
    try place.validate(given: training.given + stop.given)
  }

  func run() throws {
    threads.apply()
    try place.train(DetectionTraining.self) { data, output in
      var options = DetectionTrainingOptions(data: data, output: output)
      training.apply(to: &options)
      try stop.apply(to: &options.stopRule, metrics: DetectionTraining.metricNames)
      options.skipsBad = place.skipBad
      return options
    }
  }
}
