import ArgumentParser
import Oko

/// How far confidences are apart.
struct TemperatureOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Divide the logits by so much instead of by the model's own temperature: more makes answers less sure, \
      0 leaves nothing but the likeliest. What is likeliest stays the same, on a line of text at every step. (default: the model's, see `oko calibrate`)
      """,
      valueName: "t"))
  var temperature: Float?

  func validate() throws {
    guard let temperature, !Temperature.isValid(temperature) else { return }
    throw ValidationError(
      "--temperature is \(temperature); it must be a finite number, 0 or more")
  }
}
