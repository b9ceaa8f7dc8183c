import Foundation
import Oko
import OkoImaging
import OkoNetworks

/// A folder with a detector of random weights and a few pictures for it.
///
/// Random weights find something everywhere at a low confidence, the same on every machine of one kind.
struct DetectFixture {
  let folder: TemporaryFolder
  static let classNames = ["car", "person", "truck"]

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.model.get(), to: "toy.safetensors")
    let drawn = SyntheticShapes(size: Size(width: 96, height: 64)).picture(0).image
    try folder.write(try PNGEncoder.encode(drawn), to: "in/a10.png")
    try folder.write(try JPEGEncoder.encode(drawn), to: "in/a9.jpg")
    try folder.write(try JPEGEncoder.encode(drawn), to: "in/sub/a9.jpeg")
  }

  private static let model = Result {
    let architecture = DetectorArchitecture(.nano, classCount: classNames.count)
    let network = DetectorNetwork(architecture)
    network.initialize(seed: 1)
    let text = String(decoding: try JSONEncoder().encode(architecture), as: UTF8.self)
    let description = ModelDescription(
      task: "detect", classNames: classNames, imageSize: 64, details: ["architecture": text])
    return SafeTensors.encode(
      Checkpoint(tensors: network.checkpointTensors, metadata: description.metadata))
  }

  /// Runs `oko detect` in the folder with the model and a confidence that finds something.
  func detect(_ arguments: String...) throws -> CommandRun {
    try CommandRun(
      ["detect", "--model", "toy.safetensors", "--conf", "0.001"] + arguments, in: folder.path)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }
}
