import OkoImaging
public import OkoNetworks
import OkoTensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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
  }

  /// Reads the model from a checkpoint.
  ///
  /// - Throws: `CheckpointError` where it is not a detector or a weight is missing or not finite.
  public convenience init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let description = try ModelDescription(checkpoint.metadata, task: "detect")
    guard let text = description.details["architecture"],
      let architecture = try? JSONDecoder().decode(
        DetectorArchitecture.self, from: Data(text.utf8)),
      architecture.isValid
    else { throw CheckpointError(.misfit, "the model has no architecture that is known here") }
    guard architecture.classCount == description.classNames.count else {
      throw CheckpointError(
        .misfit,
        "\(architecture.classCount) classes, but \(description.classNames.count) names")
    }
    let network = DetectorNetwork(architecture)
    try network.restore(from: checkpoint)
    for (name, parameter) in network.namedParameters {
      guard parameter.value.withUnsafeScalars({ $0.allSatisfy(\.isFinite) }) else {
        throw CheckpointError(.damaged, "the weights \(name) are not all finite numbers")
      }
    }
    self.init(network, description: description)
  }

  /// Loads a bundled model by its name, or any by the path of its safetensors file.
  ///
  /// - Throws: `ModelError` where there is no such model, `CheckpointError` where it is not a detector.
  public static func load(_ nameOrPath: String) throws -> Detector {
    let path = try BundledModel.path(of: nameOrPath)
    let bytes: [UInt8]
    do {
      bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw CheckpointError(.unreadable, "cannot be read: \(error)", path: path)
    }
    do throws(CheckpointError) {
      return try Detector(SafeTensors.decode(bytes))
    } catch {
      throw error.inFile(path)
    }
  }
}
