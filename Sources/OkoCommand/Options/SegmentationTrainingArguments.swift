public import ArgumentParser
public import Oko

extension SegmentationArchitecture.Family: ExpressibleByArgument {}
extension PictureNormalization: ExpressibleByArgument {}
extension SegmentationLossOptions.Preset: ExpressibleByArgument {}

/// What can be said about a segmenter's training; whatever is left out is fitted to the data.
struct SegmentationTrainingArguments: ParsableArguments {
  private static let usual = SegmentationTrainingOptions(data: "", output: "")

  @Option(
    help: """
      unet for precision, light for speed. (default: \(Self.usual.network.rawValue))
      """)
  var network: SegmentationArchitecture.Family?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Channels at the finest scale. (default: by the data)", valueName: "n"))
  var width: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The patches that it trains on, such as 256 or 480x352. (default: by the data)",
      valueName: "size"))
  var patch: SizeArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Patches in a step. (default: 8, or by the memory)", valueName: "n"))
  var batch: Int?

  @Option(
    help: ArgumentHelp(
      "What is minimized: ce-dice, ce, dice, focal or focal-dice. (default: ce-dice)",
      valueName: "loss"))
  var loss: SegmentationLossOptions.Preset?

  @Option(
    help: ArgumentHelp(
      "How patches are changed: none, mild, standard, strong, or microscopy where nothing says what is up. "
        + "(default: by the data)", valueName: "preset"))
  var augment: AugmentationPreset?

  @Option(
    help: ArgumentHelp(
      "unit: samples from 0 to 1; standardized: each picture less its mean, over its deviation. "
        + "(default: by the data)", valueName: "how"))
  var normalization: PictureNormalization?

  @Flag(
    inversion: .prefixedNo,
    help: "Learn which pixels are one thing. (default: where the data says so)")
  var instances: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Let rare classes weigh more where classes differ tenfold.")
  var balance = true

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Deal the pictures into so many parts that validate in turn.", valueName: "n"))
  var folds: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of the folds, train only this one, from 0.", valueName: "k"))
  var fold: Int?

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--network", network != nil), ("--width", width != nil), ("--patch", patch != nil),
      ("--batch", batch != nil), ("--loss", loss != nil),
      ("--augment", augment != nil), ("--normalization", normalization != nil),
      ("--instances", instances != nil), ("--no-balance", !balance), ("--folds", folds != nil),
      ("--fold", fold != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  func validate() throws {
    if let width { try Check.range("--width", width, 4...256) }
    if let batch { try Check.range("--batch", batch, 1...4096) }
    if let folds { try Check.range("--folds", folds, 2...100) }
    if let fold {
      guard let folds else { throw ValidationError("--fold is one of several: give --folds too") }
      try Check.range("--fold", fold, 0...(folds - 1))
    }
  }

  /// The folds to train, in order; nil for the dataset's own split.
  var chosenFolds: [SegmentationTrainingOptions.Fold?] {
    guard let folds else { return [nil] }
    return (fold.map { [$0] } ?? Array(0..<folds)).map { .init($0, of: folds) }
  }

  /// Sets in `options` what was given.
  func apply(to options: inout SegmentationTrainingOptions) {
    if let network { options.network = network }
    options.width = width
    options.patch = patch?.size
    options.batchSize = batch
    if let loss { options.loss = loss.options }
    options.augmentation = augment.map(SegmentationAugmentation.named)
    options.normalization = normalization
    options.separatesInstances = instances
    options.balancesClasses = balance
  }
}
