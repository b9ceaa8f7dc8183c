import ArgumentParser
import Oko

/// Which detector works, and at what size.
struct DetectorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A bundled model (see `oko models`) or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var model = "street"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The longer side of the network's input in pixels. (default: as it was trained)",
      valueName: "n"))
  var imgsz: Int?

  func validate() throws {
    if let imgsz { try Check.range("--imgsz", imgsz, 32...4096) }
  }

  @OptionGroup var precision: PrecisionOptions

  func load() throws -> Detector { try precision.load(model) }
}
