public import OkoImaging
public import OkoNetworks
public import OkoTensors

/// Draws pictures with a trained network: one for each seed, always the same.
///
///     let generator = try Generator.load("hands")
///     let five = generator.picture(GenerationRequest(seed: 7, classIndex: 5))
public final class Generator: TrainedModel, Sendable {
  /// What the model file says about itself.
  public let description: ModelDescription
  let network: GeneratorNetwork
  /// What turns a vector into a picture, compiled.
  let compiled: CompiledNetwork

  /// The names of the classes; empty where pictures have none.
  public var classNames: [String] {
    network.architecture.classCount > 1 ? description.classNames : []
  }

  /// The side of the pictures, in pixels.
  public var side: Int { network.architecture.resolution }

  /// The channels of the pictures.
  public var channels: Image.Channels { network.architecture.imageChannels }

  /// Makes a generator of a network that has its weights.
  ///
  /// - Precondition: the network has as many classes as there are names.
  public convenience init(_ network: GeneratorNetwork, description: ModelDescription) {
    self.init(network, description: description, CompiledNetwork { network.body($0) })
  }

  private init(
    _ network: GeneratorNetwork, description: ModelDescription, _ compiled: CompiledNetwork
  ) {
    precondition(
      network.architecture.classCount == description.classNames.count,
      "Generator: \(network.architecture.classCount) classes, "
        + "\(description.classNames.count) names")
    (self.network, self.description) = (network, description)
    self.compiled = compiled
  }

  /// Reads the model from a checkpoint, to predict in `precision`; by default in int8 if it was quantized, else in floats.
  ///
  /// - Throws: `CheckpointError` where it is not a generator or a weight is missing or not finite.
  public convenience init(
    _ checkpoint: Checkpoint, precision: Precision? = nil
  ) throws(CheckpointError) {
    let description = try ModelDescription(checkpoint.metadata, task: "generate")
    let network = GeneratorNetwork(
      try ModelLoading.architecture(
        GenerationArchitecture.self, in: description, isValid: \.isValid,
        classCount: \.classCount))
    try ModelLoading.restore(network, from: checkpoint)
    let compiled = CompiledNetwork { network.body($0) }
    self.init(
      network, description: description,
      compiled.computing(in: try description.programPrecision(precision)))
  }

  /// The class that a picture has where none is asked for: they take turns with the seeds.
  public func usualClass(of seed: UInt64) -> Int {
    Int(seed % UInt64(network.architecture.classCount))
  }
}
