public import ArgumentParser
public import OkoTensors

/// In how many bits a model predicts.
struct PrecisionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "In how many bits to multiply: f32, bf16, or int8 after `oko quantize`. (default: f32, or int8 if the model is "
        + "quantized)", valueName: "bits"))
  var precision: Precision?
}

extension Precision: ExpressibleByArgument {}
