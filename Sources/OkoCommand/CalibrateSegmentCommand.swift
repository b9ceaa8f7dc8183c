import ArgumentParser
import Oko

/// `oko calibrate segment`: the temperature of a segmenter.
struct CalibrateSegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Fit a segmenter's temperature.",
    discussion: """
      Every pixel whose class is known counts. Classes are matched by name. Pictures pass the network twice.

      EXAMPLES:
        oko calibrate segment --data tissue --model nuclei
        oko calibrate segment --data camvid --model runs/segment/camvid/best.safetensors --json
      """)

  @OptionGroup var place: CalibrationArguments

  @Option(
    help: ArgumentHelp(
      "A bundled model (see `oko models`) or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var model = "nuclei"

  func run() throws {
    place.threads.apply()
    let calibration = try SegmentationCalibration(
      Segmenter.load(model), called: model, on: place.data, split: place.split)
    try place.calibrate(calibration, model: model)
  }
}
