public import OkoNetworks
public import OkoTensors

/// A network that makes pictures of latent numbers.
public struct GeneratorNetwork: Module {
  /// A vector for each class, `[classes, 64]`, where there are several.
  let embedding: Parameter?
  let body: any PictureSynthesis
  /// The numbers that it is built of.
  public let architecture: GenerationArchitecture

  /// Makes a network whose weights `initialize(seed:)` or a checkpoint gives.
  public init(_ architecture: GenerationArchitecture) {
    self.architecture = architecture
    embedding =
      architecture.classCount > 1
      ? Parameter(
        [architecture.classCount, GenerationArchitecture.embeddingWidth], .table,
        .normal(deviation: 1))
      : nil
    body =
      switch architecture.family {
      case .residual: ResidualSynthesis(architecture)
      case .dcgan: DCGANSynthesis(architecture)
      }
  }

  /// Latent numbers `[N, latentWidth]` and a class for each → pictures `[N, side, side, channels]`, mostly within −1…1.
  public func callAsFunction(_ latents: Tensor, classes: [Int]) -> Tensor {
    body(input(latents, classes: classes))
  }

  /// What the body takes: latent numbers `[N, latentWidth]`, joined with the vectors of their classes.
  func input(_ latents: Tensor, classes: [Int]) -> Tensor {
    precondition(
      latents.shape == [classes.count, architecture.latentWidth],
      "GeneratorNetwork: latent numbers \(latents.shape) for \(classes.count) classes")
    guard let embedding else { return latents }
    let embedded = embedding.value.gathered(classes, axis: 0)
    return Tensor.concatenated([latents, embedded], axis: 1)
  }
}

/// What turns a vector into a picture, `[N, inputs]` → `[N, side, side, channels]`.
protocol PictureSynthesis: Module {
  /// Makes the pictures.
  func callAsFunction(_ input: Tensor) -> Tensor
}
