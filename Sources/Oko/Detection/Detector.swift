import OkoImaging
public import OkoNetworks
public import OkoTensors

/// Finds objects on pictures with a trained network.
///
///     let detector = try Detector.load("street")
///     for found in detector.detect(try ImageDecoder.decode(path: "photo.jpg").image) {
///       print(detector.classNames[found.classIndex], found.confidence, found.box)
///     }
public final class Detector: TrainedModel, Sendable {
  /// What the model file says about itself.
  public let description: ModelDescription
  let network: DetectorNetwork
  /// The network compiled for the sizes of pictures that it met.
  package let compiled: CompiledNetwork

  /// The names of the classes.
  public var classNames: [String] { description.classNames }

  /// Makes a detector of a network that has its weights.
  ///
  /// - Precondition: the network has as many classes as there are names.
  public convenience init(_ network: DetectorNetwork, description: ModelDescription) {
    self.init(network, description: description, CompiledNetwork { network($0) })
  }

  private init(
    _ network: DetectorNetwork, description: ModelDescription, _ compiled: CompiledNetwork
  ) {
    precondition(
      network.architecture.classCount == description.classNames.count,
      "Detector: \(network.architecture.classCount) classes, "
        + "\(description.classNames.count) names")
    (self.network, self.description) = (network, description)
    self.compiled = compiled
  }

  /// The same detector, whose network computes in another precision.
  package func computing(in precision: ProgramPrecision) -> Detector {
    Detector(network, description: description, compiled.computing(in: precision))
  }

  /// Reads the model from a checkpoint, to predict in `precision`; by default in int8 if it was quantized, else in floats.
  ///
  /// - Throws: `CheckpointError` where it is not a detector or a weight is missing or not finite.
  public convenience init(
    _ checkpoint: Checkpoint, precision: Precision? = nil
  ) throws(CheckpointError) {
    let description = try ModelDescription(checkpoint.metadata, task: "detect")
    let network = DetectorNetwork(
      try ModelLoading.architecture(
        DetectorArchitecture.self, in: description, isValid: \.isValid, classCount: \.classCount))
    try ModelLoading.restore(network, from: checkpoint)
    let compiled = CompiledNetwork { network($0) }
    self.init(
      network, description: description,
      compiled.computing(in: try description.programPrecision(precision)))
  }
}
