import ArgumentParser
import Oko

/// What can be said about a classifier's training; whatever is left out has the library's default.
struct ClassificationTrainingArguments: ParsableArguments {
  private static let usual = ClassificationTrainingOptions(data: "", output: "")

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The side of the network's input, a multiple of 32. (default: by the pictures, 64 to 224)",
      valueName: "n"))
  var imgsz: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pictures in a step. (default: \(Self.usual.batchSize))", valueName: "n"))
  var batch: Int?

  @Option(
    help: ArgumentHelp(
      "How pictures are changed: none, mild, standard, strong, or microscopy where nothing says what is up. "
        + "(default: mild)", valueName: "preset"))
  var augment: AugmentationPreset?

  @Flag(help: "Mirror no picture left to right: for letters, and whatever else has a side.")
  var noMirror = false

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--imgsz", imgsz != nil), ("--batch", batch != nil), ("--augment", augment != nil),
      ("--no-mirror", noMirror),
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
  }

  /// Sets in `options` what was given.
  func apply(to options: inout ClassificationTrainingOptions) {
    options.imageSize = imgsz
    if let batch { options.batchSize = batch }
    if let augment { options.augmentation = .named(augment) }
    options.mirrors = !noMirror
  }
}
