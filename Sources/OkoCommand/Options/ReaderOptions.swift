import ArgumentParser
import Oko

/// Which reader works.
struct ReaderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A bundled model (see `oko models`) or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var model = "receipts"

  @OptionGroup var precision: PrecisionOptions

  func load() throws -> Reader { try precision.load(model) }
}
