import ArgumentParser
import Oko

/// `oko calibrate read`: the temperature of a reader.
struct CalibrateReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Fit a reader's temperature.",
    discussion: """
      The data is a folder of lines with their texts. Each character that is read counts as an answer. \
      The text stays the same but for --beam, which sums paths.

      EXAMPLES:
        oko calibrate read --data receipts --model receipts
        oko calibrate read --data letters --model runs/read/letters/best.safetensors --output letters.safetensors
      """)

  @OptionGroup var place: CalibrationArguments
  @OptionGroup var reader: ReaderOptions

  func run() throws {
    place.threads.apply()
    let calibration = try ReadingCalibration(
      reader.load(), called: reader.model, on: place.data, split: place.split)
    try place.calibrate(calibration, model: reader.model)
  }
}
