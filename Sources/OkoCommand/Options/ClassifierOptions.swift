import ArgumentParser
import Oko

/// Which classifier works.
struct ClassifierOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A bundled model (see `oko models`) or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var model = "signs"

  @OptionGroup var precision: PrecisionOptions

  func load() throws -> Classifier { try precision.load(model) }
}
