public import OkoImaging
import OkoNetworks
import OkoTensors
public import OkoTraining

/// The training of a generator on a folder of pictures.
///
///     var options = GenerationTrainingOptions(data: "hands", output: "runs/generate/hands")
///     options.stopRule.seconds = 3600
///     var training = try GenerationTraining(options)
///     print(try training.run(), training.options.output)
public struct GenerationTraining: TaskTraining {
  /// `generate`.
  public static let task = "generate"
  /// The figures that a stop rule may ask for.
  public static var metricNames: [String] { GenerationMonitor.metricNames }

  /// How it trains; `output` names the run's folder once that is made.
  public var options: GenerationTrainingOptions
  /// The run's folder, once it is made.
  public var folder: RunFolder?
  /// What it trains on.
  public let pictures: PictureCollection
  /// The generator, with its first weights.
  public let network: GeneratorNetwork
  /// How many parameters came from the model that it starts from, and of how many.
  public let adopted: (taken: Int, of: Int)?
  let discriminator: DiscriminatorNetwork
  private let classifier: Classifier?
  /// The pictures as they are learned; one memory of them serves the loop and what looks at it.
  private let squares: GenerationBatches

  /// Reads and checks the data and builds the networks; writes nothing.
  ///
  /// - Parameters:
  ///   - options: How it trains.
  ///   - adopts: Whether weights are taken from `options.initialModel`.
  /// - Throws: `DatasetError`, `CheckpointError` or, for options without a meaning, `TrainingError`.
  public init(_ options: GenerationTrainingOptions, adopts: Bool) throws {
    try options.validate()
    self.options = options
    pictures = try PictureCollection.checked(folder: options.data, skipsBad: options.skipsBad)
    let architecture = GenerationArchitecture(options, fitting: pictures)
    squares = GenerationBatches(
      architecture.classCount > 1
        ? pictures.samples
        : pictures.samples.map { ClassSample(imagePath: $0.imagePath, classIndex: 0) },
      side: architecture.resolution, channels: architecture.imageChannels,
      mirrors: options.mirrors)
    network = GeneratorNetwork(architecture)
    network.initialize(seed: options.seed)
    discriminator = DiscriminatorNetwork(architecture)
    discriminator.initialize(seed: options.seed)
    classifier = try options.features.map { try Classifier.load($0) }
    adopted = try ModelLoading.adopt(
      adopts ? options.initialModel : nil, of: Self.task, into: network)
  }

  /// Checks that `output` does not lie among the pictures.
  public func refuseOutput(_ output: String) throws { try pictures.refuseOutput(output) }

  /// Pictures in a step.
  public var batchSize: Int { min(options.batchSize, pictures.samples.count) }

  /// What the pictures show, for a model's description, which must name at least one class.
  var classNames: [String] {
    network.architecture.classCount > 1 ? pictures.classNames : ["picture"]
  }

  /// The pictures of the batch, beside one another.
  public func sheet(of batch: GenerationBatch) -> Image {
    ContactSheet(((batch.images + 1) * 0.5).images, enlargement: 1).image()
  }

  /// Shuffled batches of squares.
  public func loader(
    _ loop: TrainingOptions
  ) throws -> BatchLoader<SquarePicture, GenerationBatch> {
    squares.loader(loop)
  }

  /// Both networks with their optimizers, the generator's average and what looks at it.
  public func trainee() -> any Trainable<GenerationBatch> {
    let fingerprint = String(pictures.fingerprint, radix: 16)
    let architecture = network.architecture
    let networks = AdversarialNetworks(
      network, against: discriminator, options: options,
      data: TrainingData(classNames: classNames, fingerprint: fingerprint))
    let description = ModelDescription(
      task: Self.task, classNames: classNames, imageSize: architecture.resolution,
      details: modelDetails(
        architecture: architecture, pictures: pictures.samples.count, fingerprint: fingerprint))
    return GenerationTrainee(
      networks, description: description,
      monitor: GenerationMonitor(
        folder: options.output, squares: squares, classifier: classifier),
      checkpoints: CheckpointStore(folder: options.output))
  }

  /// The first pictures as they will be learned: their middle squares, resized.
  ///
  /// - Throws: `ImageError` where one cannot be read any more.
  public func preview() throws -> Image {
    try ContactSheet(squares.squares(squares.spread(64))).image()
  }

  /// What will be done, in a few lines for people.
  public var plan: [String] {
    let architecture = network.architecture
    let count = pictures.samples.count
    var lines = [
      "data      \(pictures.folder): \(countText(count, "picture")) to train on",
      "network   \(architecture.family.rawValue), \(architecture.resolution) pixels, "
        + "\(network.trainableCount) weights to draw, \(discriminator.trainableCount) to judge",
      "training  \(epochText) of \(countText((count + batchSize - 1) / batchSize, "step")) of "
        + countText(batchSize, "picture") + limits + precisionText,
      "output    \(options.output)",
    ]
    if architecture.classCount > 1 {
      lines.insert(
        "classes   \(classNames.count): \(classNames.joined(separator: ", "))", at: 1)
    }
    let told = pictures.issues.filter { $0.severity != .error || options.skipsBad }
    lines += told.prefix(5).map { "note      \(PathText.shown($0.path)): \($0.message)" }
    if let initial = options.initialModel, let adopted {
      lines.append("start     \(adopted.taken) of \(adopted.of) parameters from \(initial)")
    }
    return lines
  }
}

extension GenerationArchitecture {
  /// What `options` ask for, and what they leave open as the pictures are.
  init(_ options: GenerationTrainingOptions, fitting pictures: PictureCollection) {
    let sides = pictures.survey.sides
    let usual = sides.isEmpty ? 64 : sides[sides.count / 2]
    let resolutions = Self.resolutions
    let channels = pictures.survey.channels == .gray ? 1 : pictures.survey.channels == .rgb ? 3 : 4
    self.init(
      family: options.network,
      resolution: options.resolution ?? resolutions.last { $0 <= usual } ?? resolutions[0],
      channels: options.channels ?? channels,
      classCount: options.usesClasses ? max(1, pictures.classNames.count) : 1,
      width: options.width, attends: options.attends)
  }
}
