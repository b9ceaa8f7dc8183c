import ArgumentParser
import Oko

/// Which segmenters work.
struct SegmenterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A bundled model (see `oko models`) or a .safetensors file; named several times, the probabilities \
      of all are averaged. (default: nuclei)
      """,
      valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var model: [String] = []

  @OptionGroup var precision: PrecisionOptions

  func load() throws -> SegmenterEnsemble {
    try SegmenterEnsemble((model.isEmpty ? ["nuclei"] : model).map(precision.load))
  }
}
