public import OkoImaging
public import OkoNetworks
public import OkoTensors

/// Says what a whole picture shows, with a trained network.
///
///     let classifier = try Classifier.load("digits.safetensors")
///     let shares = classifier.probabilities(of: picture)
public final class Classifier: Sendable {
  /// What the model file says about itself.
  public let description: ModelDescription
  let network: ClassifierNetwork

  /// The names of the classes.
  public var classNames: [String] { description.classNames }

  /// Makes a classifier of a network that has its weights.
  ///
  /// - Precondition: the network has as many classes as there are names.
  public init(_ network: ClassifierNetwork, description: ModelDescription) {
    precondition(
      network.architecture.classCount == description.classNames.count,
      "Classifier: \(network.architecture.classCount) classes, "
        + "\(description.classNames.count) names")
    (self.network, self.description) = (network, description)
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

  /// The probability of each class, all together 1.
  public func probabilities(of image: Image) -> [Float] {
    network(input(of: [fitted(image)])).softmax().scalars
  }

  /// The features of pictures that `fitted(_:)` or `fitted(path:)` made, `[N, features]`.
  package func features(of pictures: [Image]) -> Tensor { network.features(input(of: pictures)) }

  /// The logits of pictures that `fitted(_:)` or `fitted(path:)` made, `[N, classes]`.
  package func logits(of pictures: [Image]) -> Tensor { network(input(of: pictures)) }

  private func input(of pictures: [Image]) -> Tensor { Tensor(pictures) }

  private var canvas: Size {
    Size(width: description.imageSize, height: description.imageSize)
  }

  /// The picture on the square that the network takes.
  package func fitted(_ image: Image) -> Image {
    image.converted(to: .rgb, depth: .eight, background: 114).letterboxed(to: canvas).0
  }

  /// The picture in the file at `path` on the square that the network takes.
  package func fitted(path: String) throws(ImageError) -> Image {
    try ImageDecoder.letterboxed(path: path, to: canvas).image
  }
}
