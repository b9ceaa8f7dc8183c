import ArgumentParser
import Oko

/// `oko calibrate detect`: the temperature of a detector.
struct CalibrateDetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Fit a detector's temperature.",
    discussion: """
      A detection is right where it overlaps a thing of its class by at least a half. Prints the calibration errors \
      before and after: ECE in 15 bins of confidence; D-ECE in 20, and in bins of confidence, place and size. \
      Classes are matched by name.

      EXAMPLES:
        oko calibrate detect --data bccd --model cells
        oko calibrate detect --data street --model street --bias
        oko calibrate detect --data bccd --model runs/detect/bccd/best.safetensors --output cells.safetensors
      """)

  @OptionGroup var place: CalibrationArguments
  @OptionGroup var model: DetectorOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What a detection's confidence at temperature 1 must exceed to count, 0 to 1.",
      valueName: "c"))
  var conf: Float = 0.25

  @Flag(
    help:
      "Fit a bias as well, for detectors whose confidences a temperature alone does not make honest."
  )
  var bias = false

  func validate() throws { try Check.range("--conf", conf, 0...1) }

  func run() throws {
    place.threads.apply()
    var calibration = try DetectionCalibration(
      model.load(), called: model.model, on: place.data, split: place.split)
    calibration.imageSize = model.imgsz
    calibration.confidence = conf
    calibration.fitsBias = bias
    try place.calibrate(calibration, model: model.model)
  }
}
