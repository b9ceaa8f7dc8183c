public import OkoNetworks
public import OkoTensors

/// Reads lines of text on pictures, with a trained network.
///
///     let reader = try Reader.load("receipts")
///     print(try reader.read(path: "line.png").text)
public final class Reader: TrainedModel, Sendable {
  /// What the model file says about itself.
  public let description: ModelDescription
  /// The characters that it knows.
  public let alphabet: Alphabet
  package let network: ReaderNetwork
  /// The network compiled for the sizes of lines that it met.
  package let compiled: CompiledNetwork

  /// Makes a reader of a network that has its weights; the class names of `description` are its characters.
  ///
  /// - Precondition: those are single, different and in order, and the network has a class for each and for the blank.
  public convenience init(_ network: ReaderNetwork, description: ModelDescription) {
    self.init(network, description: description, CompiledNetwork { network($0) })
  }

  private init(
    _ network: ReaderNetwork, description: ModelDescription, _ compiled: CompiledNetwork
  ) {
    guard let alphabet = Alphabet(names: description.classNames) else {
      preconditionFailure("Reader: class names that are not single, different characters in order")
    }
    precondition(
      network.architecture.classCount == alphabet.classCount,
      "Reader: \(network.architecture.classCount) classes for \(alphabet.characters.count) characters"
    )
    (self.network, self.description, self.alphabet) = (network, description, alphabet)
    self.compiled = compiled
  }

  /// The same reader, whose network computes in another precision.
  package func computing(in precision: ProgramPrecision) -> Reader {
    Reader(network, description: description, compiled.computing(in: precision))
  }

  /// Reads the model from a checkpoint, to predict in `precision`; by default in int8 if it was quantized, else in floats.
  ///
  /// - Throws: `CheckpointError` where it is not a reader or a weight is missing or not finite.
  public convenience init(
    _ checkpoint: Checkpoint, precision: Precision? = nil
  ) throws(CheckpointError) {
    let description = try ModelDescription(checkpoint.metadata, task: "read")
    guard Alphabet(names: description.classNames) != nil else {
      throw CheckpointError(
        .misfit, "the model's characters are not single, different and in order")
    }
    let network = ReaderNetwork(
      try ModelLoading.architecture(
        ReaderArchitecture.self, in: description, isValid: \.isValid,
        classCount: { $0.classCount - 1 }))
    try ModelLoading.restore(network, from: checkpoint)
    let compiled = CompiledNetwork { network($0) }
    self.init(
      network, description: description,
      compiled.computing(in: try description.programPrecision(precision)))
  }
}
