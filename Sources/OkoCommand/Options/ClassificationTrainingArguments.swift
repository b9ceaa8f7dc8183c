import ArgumentParser
import Oko

/// What can be said about a classifier's training; whatever is left out has the library's default.
struct ClassificationTrainingArguments: ParsableArguments {
  private static let usual = ClassificationTrainingOptions(data: "", output: "")

  @Option(
    help: ArgumentHelp(
      "The side of the network's input, a multiple of 32. (default: by the pictures, 64 to 224)",
      valueName: "n"))
  var imgsz: Int?

  @Option(
    help: ArgumentHelp(
      "Pictures in a step. (default: \(Self.usual.batchSize))", valueName: "n"))
  var batch: Int?

  @Option(
    help: ArgumentHelp(
      "The learning rate after the warm-up. (default: \(Self.usual.learningRate))", valueName: "r"))
  var lr: Float?

  @Option(
    help: ArgumentHelp(
      "How pictures are changed: none, mild, standard, strong, or microscopy where nothing says what is up. "
        + "(default: mild)", valueName: "preset"))
  var augment: DetectionAugmentation.Preset?

  @Option(
    help: ArgumentHelp(
      "The seed of everything random. (default: \(Self.usual.seed))", valueName: "n"))
  var seed: UInt64?

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp(
      "Start from a bundled model or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var initialModel: String?

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--imgsz", imgsz != nil), ("--batch", batch != nil), ("--lr", lr != nil),
      ("--augment", augment != nil), ("--seed", seed != nil), ("--init", initialModel != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  func validate() throws {
    if let imgsz {
      try Check.range("--imgsz", imgsz, 32...1024)
      guard imgsz % 32 == 0 else {
        let near = (imgsz + 16) / 32 * 32
        throw ValidationError("--imgsz is \(imgsz); it must be a multiple of 32, such as \(near)")
      }
    }
    if let batch { try Check.range("--batch", batch, 1...4096) }
    if let lr { try Check.range("--lr", lr, Float.leastNormalMagnitude...1) }
  }

  /// Sets in `options` what was given.
  func apply(to options: inout ClassificationTrainingOptions) {
    options.imageSize = imgsz
    if let batch { options.batchSize = batch }
    if let lr { options.learningRate = lr }
    if let augment { options.augmentation = augment.augmentation }
    if let seed { options.seed = seed }
    options.initialModel = initialModel
  }
}
