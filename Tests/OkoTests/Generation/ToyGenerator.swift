import Foundation
import Oko
import OkoNetworks
import TestSupport

/// A small generator of random weights.
enum ToyGenerator {
  static func architecture(
    _ family: GenerationArchitecture.Family = .residual, channels: Int = 3, classCount: Int = 3
  ) -> GenerationArchitecture {
    GenerationArchitecture(
      family: family, resolution: 32, channels: channels, classCount: classCount,
      latentWidth: 8, width: 16)
  }

  static func network(_ architecture: GenerationArchitecture) -> GeneratorNetwork {
    let network = GeneratorNetwork(architecture)
    network.initialize(seed: 1)
    return network
  }

  static func checkpoint(
    names: [String] = ["cat", "dog", "cow"], channels: Int = 3, task: String = "generate",
    named: GenerationArchitecture? = nil
  ) throws -> Checkpoint {
    let architecture = architecture(channels: channels, classCount: names.count)
    let told = String(
      decoding: try JSONEncoder().encode(named ?? architecture), as: UTF8.self)
    let description = ModelDescription(
      task: task, classNames: names, imageSize: 32, details: ["architecture": told])
    return Checkpoint(
      tensors: network(architecture).checkpointTensors, metadata: description.metadata)
  }

  /// A generator; a single name makes one without classes.
  static func generator(
    names: [String] = ["cat", "dog", "cow"], channels: Int = 3
  ) throws -> Generator {
    try Generator(checkpoint(names: names, channels: channels))
  }

  /// Gives every parameter random numbers, those that begin at zero included, small enough for a deep stack.
  static func scatter(_ network: some Module) {
    for (index, entry) in network.namedParameters.enumerated() {
      let shape = entry.parameter.shape
      let inputs = Float(max(1, shape.count / (shape.rank == 0 ? 1 : shape[-1])))
      var random = RandomSource(seed: 5, stream: "\(index)")
      let deviation = shape.rank > 1 ? 1 / inputs.squareRoot() : 0.5
      entry.parameter.value = Tensor(normal: shape, deviation: deviation, using: &random)
    }
  }

  /// A picture of random pixels.
  static func noise(_ seed: UInt32, side: Int = 32, channels: Image.Channels = .rgb) -> Image {
    Image(testTensor([side, side, channels.rawValue], seed: seed, in: 0...1))
  }
}
