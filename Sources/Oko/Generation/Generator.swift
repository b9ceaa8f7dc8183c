public import OkoImaging
public import OkoNetworks
import OkoTensors

/// Draws pictures with a trained network: one for each seed, always the same.
///
///     let generator = try Generator.load("hands")
///     let five = generator.picture(GenerationRequest(seed: 7, classIndex: 5))
public final class Generator: Sendable {
  /// What the model file says about itself.
  public let description: ModelDescription
  let network: GeneratorNetwork

  /// The names of the classes; empty where pictures have none.
  public var classNames: [String] {
    network.architecture.classCount > 1 ? description.classNames : []
  }

  /// The side of the pictures, in pixels.
  public var side: Int { network.architecture.resolution }

  /// The channels of the pictures.
  public var channels: Image.Channels { network.architecture.imageChannels }

  /// The pictures of `requests` as they are compared; `progress` hears how many are drawn, and may throw to stop.
  func comparable(
    _ requests: [GenerationRequest], _ progress: (Int) throws -> Void
  ) rethrows -> [Image] {
    var drawn: [Image] = []
    for start in stride(from: 0, to: requests.count, by: 50) {
      let part = Array(requests[start..<min(start + 50, requests.count)])
      drawn += comparable(pictures(part))
      try progress(drawn.count)
    }
    return drawn
  }

  /// The pictures as they are compared: those that shine through laid on white.
  func comparable(_ pictures: [Image]) -> [Image] {
    pictures.map {
      $0.converted(to: channels == .gray ? .gray : .rgb, depth: .eight, background: .white)
    }
  }

  /// Makes a generator of a network that has its weights.
  ///
  /// - Precondition: the network has as many classes as there are names.
  public init(_ network: GeneratorNetwork, description: ModelDescription) {
    precondition(
      network.architecture.classCount == description.classNames.count,
      "Generator: \(network.architecture.classCount) classes, "
        + "\(description.classNames.count) names")
    (self.network, self.description) = (network, description)
  }

  /// Reads the model from a checkpoint.
  ///
  /// - Throws: `CheckpointError` where it is not a generator or a weight is missing or not finite.
  public convenience init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let description = try ModelDescription(checkpoint.metadata, task: "generate")
    let network = GeneratorNetwork(
      try ModelLoading.architecture(
        GenerationArchitecture.self, in: description, isValid: \.isValid,
        classCount: \.classCount))
    try ModelLoading.restore(network, from: checkpoint)
    self.init(network, description: description)
  }

  /// Loads a bundled model by its name, or any by the path of its safetensors file.
  ///
  /// - Throws: `ModelError` where there is no such model, `CheckpointError` where it is not a generator.
  public static func load(_ nameOrPath: String) throws -> Generator {
    try ModelLoading.load(nameOrPath) { checkpoint throws(CheckpointError) in
      try Generator(checkpoint)
    }
  }

  /// The class that a picture has where none is asked for: they take turns with the seeds.
  public func usualClass(of seed: UInt64) -> Int {
    Int(seed % UInt64(network.architecture.classCount))
  }

  /// The picture of latent numbers.
  ///
  /// - Precondition: there are as many numbers as the network takes, and there is such a class.
  package func picture(_ latent: Latent, classIndex: Int) -> Image {
    // One at a time, so that a picture does not depend on its neighbours in a batch.
    let latents = Tensor(latent.values, shape: [1, latent.values.count])
    return Image((network(latents, classes: [classIndex]) + 1) * 0.5)
  }
}
