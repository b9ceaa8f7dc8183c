import Foundation
import Oko
import OkoImaging
import OkoNetworks

/// A folder with a generator of random weights and a few pictures like those that it could have learned from.
struct GenerateFixture {
  let folder: TemporaryFolder
  static let classNames = ["cat", "dog", "cow"]

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.model.get(), to: "toy.safetensors")
    let shapes = SyntheticShapes(size: Size(width: 64, height: 48))
    for number in 0..<5 {
      try folder.write(
        try PNGEncoder.encode(shapes.picture(number).image), to: "known/\(number).png")
    }
  }

  private static let model = Result {
    let architecture = GenerationArchitecture(
      resolution: 32, classCount: classNames.count, latentWidth: 8, width: 16)
    let network = GeneratorNetwork(architecture)
    network.initialize(seed: 1)
    let text = String(decoding: try JSONEncoder().encode(architecture), as: UTF8.self)
    let description = ModelDescription(
      task: "generate", classNames: classNames, imageSize: 32, details: ["architecture": text])
    return SafeTensors.encode(
      Checkpoint(tensors: network.checkpointTensors, metadata: description.metadata))
  }

  /// Runs `oko generate` in the folder with the model.
  func generate(_ arguments: String...) throws -> CommandRun {
    try CommandRun(
      ["generate", "--model", "toy.safetensors"] + arguments, in: folder.path)
  }

  func image(_ name: String) throws -> Image {
    try ImageDecoder.decode(path: folder.file(name)).image
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }
}
