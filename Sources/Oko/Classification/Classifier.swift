public import OkoNetworks
public import OkoTensors

/// Says what a whole picture shows, with a trained network.
///
///     let classifier = try Classifier.load("signs")
///     let result = try classifier.classify(path: "hand.jpg")
///     print(result.ranking.prefix(3).map { classifier.classNames[$0] })
public final class Classifier: TrainedModel, Sendable {
  /// What the model file says about itself.
  public let description: ModelDescription
  let network: ClassifierNetwork
  /// The network compiled for the sizes of pictures that it met.
  package let compiled: CompiledNetwork

  /// The names of the classes.
  public var classNames: [String] { description.classNames }

  /// Makes a classifier of a network that has its weights.
  ///
  /// - Precondition: the network has as many classes as there are names, and the image size is a multiple of 32.
  public convenience init(_ network: ClassifierNetwork, description: ModelDescription) {
    self.init(network, description: description, CompiledNetwork { network($0) })
  }

  private init(
    _ network: ClassifierNetwork, description: ModelDescription, _ compiled: CompiledNetwork
  ) {
    precondition(
      network.architecture.classCount == description.classNames.count,
      "Classifier: \(network.architecture.classCount) classes, "
        + "\(description.classNames.count) names")
    precondition(
      description.imageSize % 32 == 0,
      "Classifier: the image size is \(description.imageSize), a multiple of 32 expected")
    (self.network, self.description) = (network, description)
    self.compiled = compiled
  }

  /// The same classifier, whose network computes in another precision.
  package func computing(in precision: ProgramPrecision) -> Classifier {
    Classifier(network, description: description, compiled.computing(in: precision))
  }

  /// Reads the model from a checkpoint, to predict in `precision`; by default in int8 if it was quantized, else in floats.
  ///
  /// - Throws: `CheckpointError` where it is not a classifier or a weight is missing or not finite.
  public convenience init(
    _ checkpoint: Checkpoint, precision: Precision? = nil
  ) throws(CheckpointError) {
    let description = try ModelDescription(checkpoint.metadata, task: "classify")
    guard description.imageSize % 32 == 0 else {
      throw CheckpointError(
        .misfit, "the image size is \(description.imageSize), no multiple of 32")
    }
    let network = ClassifierNetwork(
      try ModelLoading.architecture(
        ClassifierArchitecture.self, in: description, isValid: \.isValid,
        classCount: \.classCount))
    try ModelLoading.restore(network, from: checkpoint)
    let compiled = CompiledNetwork { network($0) }
    self.init(
      network, description: description,
      compiled.computing(in: try description.programPrecision(precision)))
  }
}
