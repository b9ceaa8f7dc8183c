import ArgumentParser
import Oko

/// `oko calibrate classify`: the temperature of a classifier.
struct CalibrateClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Fit a classifier's temperature.",
    discussion: """
      The data is a folder of pictures for each class. Classes are matched by name.

      EXAMPLES:
        oko calibrate classify --data hands --model signs
        oko calibrate classify --data pets --model runs/classify/pets/best.safetensors --output pets.safetensors
      """)

  @OptionGroup var place: CalibrationArguments
  @OptionGroup var classifier: ClassifierOptions

  func run() throws {
    place.threads.apply()
    let calibration = try ClassificationCalibration(
      classifier.load(), called: classifier.model, on: place.data, split: place.split)
    try place.calibrate(calibration, model: classifier.model)
  }
}
