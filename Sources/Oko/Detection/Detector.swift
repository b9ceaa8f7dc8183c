import OkoImaging
public import OkoNetworks
import OkoTensors

/// Finds objects on pictures with a trained network.
///
///     let detector = try Detector.load("street")
///     for found in detector.detect(try ImageDecoder.decode(path: "photo.jpg").image) {
///       print(detector.classNames[found.classIndex], found.confidence, found.box)
///     }
public final class Detector: Sendable {
  /// What the model file says about itself.
  public let description: ModelDescription
  let network: DetectorNetwork
  /// The network compiled for the sizes of pictures that it met.
  let compiled: CompiledNetwork

  /// The names of the classes.
  public var classNames: [String] { description.classNames }

  /// Makes a detector of a network that has its weights.
  ///
  /// - Precondition: the network has as many classes as there are names.
  public init(_ network: DetectorNetwork, description: ModelDescription) {
    precondition(
      network.architecture.classCount == description.classNames.count,
      "Detector: \(network.architecture.classCount) classes, "
        + "\(description.classNames.count) names")
    (self.network, self.description) = (network, description)
    compiled = CompiledNetwork { network($0) }
  }

  /// Reads the model from a checkpoint.
  ///
  /// - Throws: `CheckpointError` where it is not a detector or a weight is missing or not finite.
  public convenience init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let description = try ModelDescription(checkpoint.metadata, task: "detect")
    let network = DetectorNetwork(
      try ModelLoading.architecture(
        DetectorArchitecture.self, in: description, isValid: \.isValid, classCount: \.classCount))
    try ModelLoading.restore(network, from: checkpoint)
    self.init(network, description: description)
  }

  /// Loads a bundled model by its name, or any by the path of its safetensors file.
  ///
  /// - Throws: `ModelError` where there is no such model, `CheckpointError` where it is not a detector.
  public static func load(_ nameOrPath: String) throws -> Detector {
    try ModelLoading.load(nameOrPath) { checkpoint throws(CheckpointError) in
      try Detector(checkpoint)
    }
  }
}
