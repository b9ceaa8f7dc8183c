public import OkoNetworks
import OkoTensors

/// Says what a whole picture shows, with a trained network.
///
///     let classifier = try Classifier.load("signs")
///     let result = try classifier.classify(path: "hand.jpg")
///     print(result.ranking.prefix(3).map { classifier.classNames[$0] })
public final class Classifier: Sendable {
  /// What the model file says about itself.
  public let description: ModelDescription
  let network: ClassifierNetwork
  /// The network compiled for the sizes of pictures that it met.
  let compiled: CompiledNetwork

  /// The names of the classes.
  public var classNames: [String] { description.classNames }

  /// Makes a classifier of a network that has its weights.
  ///
  /// - Precondition: the network has as many classes as there are names, and the image size is a multiple of 32.
  public init(_ network: ClassifierNetwork, description: ModelDescription) {
    precondition(
      network.architecture.classCount == description.classNames.count,
      "Classifier: \(network.architecture.classCount) classes, "
        + "\(description.classNames.count) names")
    precondition(
      description.imageSize % 32 == 0,
      "Classifier: the image size is \(description.imageSize), a multiple of 32 expected")
    (self.network, self.description) = (network, description)
    compiled = CompiledNetwork { network($0) }
  }

  /// Reads the model from a checkpoint.
  ///
  /// - Throws: `CheckpointError` where it is not a classifier or a weight is missing or not finite.
  public convenience init(_ checkpoint: Checkpoint) throws(CheckpointError) {
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
    self.init(network, description: description)
  }

  /// Loads a bundled model by its name, or any by the path of its safetensors file.
  ///
  /// - Throws: `ModelError` where there is no such model, `CheckpointError` where it is not a classifier.
  public static func load(_ nameOrPath: String) throws -> Classifier {
    try ModelLoading.load(nameOrPath) { checkpoint throws(CheckpointError) in
      try Classifier(checkpoint)
    }
  }
}
