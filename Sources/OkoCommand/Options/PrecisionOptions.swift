public import ArgumentParser
import Oko
public import OkoTensors

/// In how many bits a model predicts, and by which kernels.
struct PrecisionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "In how many bits to multiply: f32, bf16, or int8 after `oko quantize`. (default: f32, or int8 if the model is "
        + "quantized)", valueName: "bits"))
  var precision: Precision?

  @OptionGroup var tuning: TuningOptions

  /// Loads a model that predicts so.
  func load<Model: TrainedModel>(_ nameOrPath: String) throws -> Model {
    try Model.load(nameOrPath, precision: precision, kernels: tuning.kernels)
  }
}

/// In how many bits a model predicts that cannot be quantized, and by which kernels.
struct FloatPrecisionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "In how many bits to multiply: f32 or bf16. (default: f32)", valueName: "bits"),
    transform: { text in
      guard let precision = Precision(rawValue: text), precision != .int8 else {
        throw ValidationError("'\(text)' is neither f32 nor bf16; generators have no int8.")
      }
      return precision
    })
  var precision: Precision?

  @OptionGroup var tuning: TuningOptions

  /// Loads a model that predicts so.
  func load<Model: TrainedModel>(_ nameOrPath: String) throws -> Model {
    try Model.load(nameOrPath, precision: precision, kernels: tuning.kernels)
  }
}

extension Precision: ExpressibleByArgument {}
