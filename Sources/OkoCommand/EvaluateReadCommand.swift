import ArgumentParser
import Oko

/// `oko evaluate read`: the figures of a reader on lines of text.
struct EvaluateReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Measure a reader.",
    discussion: """
      The data is a folder with train.tsv and val.tsv (file, tab, text), with name.txt or name.gt.txt beside each \
      picture, or with the lines.txt of IAM. Prints the errors for each character (CER) and word (WER) of the \
      truth, the share of lines without any, and which characters are taken for which. The worst lines go as \
      worst.png into the output folder, each over its truth and what was read, with what differs in red. A picture that cannot be read is reported and left out, and the exit \
      code is 2.

      EXAMPLES:
        oko evaluate read --data receipts --model receipts
        oko evaluate read --data receipts --beam 10 --lexicon words.txt
        oko evaluate read --data letters --model runs/read/letters/best.safetensors --split test --json
      """)

  @OptionGroup var place: EvaluationArguments
  @OptionGroup var reader: ReaderOptions
  @OptionGroup var decoding: DecodingOptions
  @OptionGroup var sharpness: TemperatureOptions

  func run() throws {
    place.threads.apply()
    let decoding = try decoding.decoding()
    var measurement = try TextMeasurement(
      reader.load(), called: reader.model, on: place.data, split: place.split)
    measurement.options.decoding = decoding
    measurement.options.temperature = sharpness.temperature
    try place.evaluate(measurement)
  }
}
