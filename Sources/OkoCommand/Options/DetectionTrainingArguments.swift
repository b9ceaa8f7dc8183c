public import ArgumentParser
public import Oko

extension DetectorSize: ExpressibleByArgument {}
extension AugmentationPreset: ExpressibleByArgument {}
extension ClassBalance: ExpressibleByArgument {
  /// Reads `off` or `auto`.
  public init?(argument: String) { self.init(word: argument) }
}

/// What can be said about a detector's training; whatever is left out has the library's default.
struct DetectionTrainingArguments: ParsableArguments {
  private static let usual = DetectionTrainingOptions(data: "", output: "")

  @Option(help: "The size of the network: nano or small. (default: \(Self.usual.size.rawValue))")
  var size: DetectorSize?

  @Flag(help: "Mix distant places by attention at stride 32.")
  var attention = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The side of the network's input, a multiple of 32. (default: \(Self.usual.imageSize))",
      valueName: "n"))
  var imgsz: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pictures in a step. (default: 8 or 16, by the data)", valueName: "n"))
  var batch: Int?

  @Option(
    help: ArgumentHelp(
      "How pictures are changed: none, mild, standard, strong, or microscopy where nothing says what is up. "
        + "(default: standard)", valueName: "preset"))
  var augment: AugmentationPreset?

  @Option(
    help: ArgumentHelp(
      "auto shows rare classes more often where classes differ tenfold. (default: auto)",
      valueName: "auto|off"))
  var balance: ClassBalance?

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--size", size != nil), ("--attention", attention), ("--imgsz", imgsz != nil),
      ("--batch", batch != nil), ("--augment", augment != nil), ("--balance", balance != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  func validate() throws {
    if let imgsz {
      try Check.range("--imgsz", imgsz, 64...4096)
      guard imgsz % 32 == 0 else {
        let near = (imgsz + 16) / 32 * 32
        throw ValidationError("--imgsz is \(imgsz); it must be a multiple of 32, such as \(near)")
      }
    }
    if let batch { try Check.range("--batch", batch, 1...4096) }
  }

  /// Sets in `options` what was given.
  func apply(to options: inout DetectionTrainingOptions) {
    if let size { options.size = size }
    options.attends = attention
    if let imgsz { options.imageSize = imgsz }
    if let batch { options.batchSize = batch }
    if let augment { options.augmentation = .named(augment) }
    if let balance { options.balance = balance }
  }
}
