public import ArgumentParser
public import Oko

extension GenerationArchitecture.Family: ExpressibleByArgument {}

/// What can be said about a generator's training; whatever is left out is fitted to the data.
struct GenerationTrainingArguments: ParsableArguments {
  private static let usual = GenerationTrainingOptions(data: "", output: "")

  @Option(
    help: """
      residual, or the classic dcgan. (default: \(Self.usual.network.rawValue))
      """)
  var network: GenerationArchitecture.Family?

  @Option(
    name: .customLong("imgsz"), parsing: .unconditional,
    help: ArgumentHelp(
      "The side of the pictures: 32, 64, 128 or 256. (default: by the data)", valueName: "pixels"))
  var imageSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Channels of the pictures: 1, 3 or 4. (default: by the data)", valueName: "n"))
  var channels: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Channels of the networks at 16 by 16 pixels. (default: 128)", valueName: "n"))
  var width: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pictures in a step. (default: \(Self.usual.batchSize))", valueName: "n"))
  var batch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The weight of the gradient penalties. (default: by the size of the pictures)",
      valueName: "γ"))
  var gamma: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps from one with penalties to the next. (default: \(Self.usual.penaltyInterval))",
      valueName: "n"))
  var penaltyInterval: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How likely each change of the discriminator's pictures is, from 0 to 1. (default: adaptive)",
      valueName: "p"))
  var augment: Float?

  @Option(
    help: ArgumentHelp(
      """
      Measure pictures in the features of this classifier meanwhile, and keep the best; a bundled model or a \
      .safetensors file.
      """, valueName: "name|file"), completion: .file(extensions: ["safetensors"]))
  var features: String?

  @Flag(inversion: .prefixedNo, help: "Mix distant places by self-attention.")
  var attention = true

  @Flag(inversion: .prefixedNo, help: "Learn class folders apart.")
  var classes = true

  @Flag(help: "Take mirror images for as good as the pictures.")
  var mirror = false

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--network", network != nil), ("--imgsz", imageSize != nil),
      ("--channels", channels != nil), ("--width", width != nil), ("--batch", batch != nil),
      ("--gamma", gamma != nil), ("--penalty-interval", penaltyInterval != nil),
      ("--augment", augment != nil), ("--features", features != nil),
      ("--no-attention", !attention), ("--no-classes", !classes),
      ("--mirror", mirror),
    ]
    return all.filter(\.1).map(\.0)
  }

  /// Sets in `options` what was given.
  func apply(to options: inout GenerationTrainingOptions) {
    if let network { options.network = network }
    options.resolution = imageSize
    options.channels = channels
    options.width = width
    if let batch { options.batchSize = batch }
    options.penaltyWeight = gamma
    if let penaltyInterval { options.penaltyInterval = penaltyInterval }
    options.augmentation = augment
    options.features = features
    options.attends = attention
    options.usesClasses = classes
    options.mirrors = mirror
  }
}
