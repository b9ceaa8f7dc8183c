public import OkoNetworks
public import OkoTensors

/// Gives every pixel of a picture its class with a trained network.
///
///     let segmenter = try Segmenter.load("nuclei")
///     let result = try segmenter.segment(path: "tissue.png")
///     print(result.shares)
public final class Segmenter: TrainedModel, Sendable {
  /// What the model file says about itself.
  public let description: ModelDescription
  /// How samples become the network's input.
  public let normalization: PictureNormalization
  let network: SegmenterNetwork
  /// The network compiled for the sizes of pictures that it met.
  package let compiled: CompiledNetwork

  /// The names of the classes.
  public var classNames: [String] { description.classNames }

  /// Makes a segmenter of a network that has its weights.
  ///
  /// - Precondition: the network has as many classes as there are names.
  public convenience init(_ network: SegmenterNetwork, description: ModelDescription) {
    self.init(network, description: description, CompiledNetwork { network($0) })
  }

  private init(
    _ network: SegmenterNetwork, description: ModelDescription, _ compiled: CompiledNetwork
  ) {
    precondition(
      network.architecture.classCount == description.classNames.count,
      "Segmenter: \(network.architecture.classCount) classes, "
        + "\(description.classNames.count) names")
    (self.network, self.description) = (network, description)
    self.compiled = compiled
    normalization =
      description.details["normalization"].flatMap(PictureNormalization.init) ?? .unit
  }

  /// The same segmenter, whose network computes in another precision.
  package func computing(in precision: ProgramPrecision) -> Segmenter {
    Segmenter(network, description: description, compiled.computing(in: precision))
  }

  /// Reads the model from a checkpoint, to predict in `precision`; by default in int8 if it was quantized, else in floats.
  ///
  /// - Throws: `CheckpointError` where it is not a segmenter or a weight is missing or not finite.
  public convenience init(
    _ checkpoint: Checkpoint, precision: Precision? = nil
  ) throws(CheckpointError) {
    let description = try ModelDescription(checkpoint.metadata, task: "segment")
    let network = SegmenterNetwork(
      try ModelLoading.architecture(
        SegmentationArchitecture.self, in: description, isValid: \.isValid,
        classCount: \.classCount))
    try ModelLoading.restore(network, from: checkpoint)
    let compiled = CompiledNetwork { network($0) }
    self.init(
      network, description: description,
      compiled.computing(in: try description.programPrecision(precision)))
  }
}
