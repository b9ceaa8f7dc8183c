import Foundation
import Oko
import OkoNetworks

/// A small classifier of random weights.
enum ToyClassifier {
  static let architecture: ClassifierArchitecture = {
    var architecture = ClassifierArchitecture(classCount: 3)
    architecture.widths = [4, 6, 8, 12, 16]
    return architecture
  }()

  static func network() -> ClassifierNetwork {
    let network = ClassifierNetwork(architecture)
    network.initialize(seed: 1)
    return network
  }

  static func checkpoint(
    size: Int = 64, names: [String] = ["a", "b", "c"], task: String = "classify",
    named: ClassifierArchitecture? = nil
  ) throws -> Checkpoint {
    let told = String(
      decoding: try JSONEncoder().encode(named ?? architecture), as: UTF8.self)
    let description = ModelDescription(
      task: task, classNames: names, imageSize: size, details: ["architecture": told])
    return Checkpoint(tensors: network().checkpointTensors, metadata: description.metadata)
  }

  static func classifier(names: [String] = ["a", "b", "c"]) throws -> Classifier {
    try Classifier(checkpoint(names: names))
  }

  /// A drawn picture; each `number` gives another.
  static func picture(_ number: Int, size: Size = Size(width: 50, height: 30)) -> Image {
    SyntheticShapes(size: size).picture(number).image
  }
}
