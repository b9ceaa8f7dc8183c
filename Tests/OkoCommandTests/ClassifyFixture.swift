import Foundation
import Oko
import OkoImaging
import OkoNetworks

/// A folder with a classifier of random weights, a few pictures for it, and labelled ones in `pets`.
struct ClassifyFixture {
  let folder: TemporaryFolder
  static let classNames = ["cat", "dog", "cow"]

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.model.get(), to: "toy.safetensors")
    let shapes = SyntheticShapes(size: Size(width: 96, height: 64))
    try folder.write(try PNGEncoder.encode(shapes.picture(0).image), to: "in/a10.png")
    try folder.write(try JPEGEncoder.encode(shapes.picture(1).image), to: "in/a9.jpg")
    for number in 0..<12 {
      let name = number % 2 == 0 ? "cat" : "dog"
      let bytes = try PNGEncoder.encode(shapes.picture(number).image)
      try folder.write(bytes, to: "pets/\(name)/\(number).png")
    }
  }

  private static let model = Result {
    var architecture = ClassifierArchitecture(classCount: classNames.count)
    architecture.widths = [4, 6, 8, 12, 16]
    let network = ClassifierNetwork(architecture)
    network.initialize(seed: 1)
    let text = String(decoding: try JSONEncoder().encode(architecture), as: UTF8.self)
    let description = ModelDescription(
      task: "classify", classNames: classNames, imageSize: 64, details: ["architecture": text])
    return SafeTensors.encode(
      Checkpoint(tensors: network.checkpointTensors, metadata: description.metadata))
  }

  /// Runs `oko` in the folder with the model.
  func run(_ arguments: String...) throws -> CommandRun {
    try CommandRun(arguments + ["--model", "toy.safetensors"], in: folder.path)
  }
}
