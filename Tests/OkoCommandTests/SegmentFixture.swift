import Foundation
import Oko
import OkoImaging
import OkoNetworks

/// A folder with a segmenter of random weights and a few pictures for it.
struct SegmentFixture {
  let folder: TemporaryFolder
  static let classNames = ["background", "cell", "dirt"]

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.model.get(), to: "toy.safetensors")
    let drawn = SyntheticShapes(size: Size(width: 96, height: 64)).picture(0).image
    try folder.write(try PNGEncoder.encode(drawn), to: "in/a10.png")
    try folder.write(try JPEGEncoder.encode(drawn), to: "in/a9.jpg")
  }

  private static let model = Result {
    let architecture = SegmentationArchitecture(
      family: .unet, widths: [4, 6, 8], depths: [0, 1, 1], decoderWidths: [4, 6],
      classCount: classNames.count, separatesInstances: true)
    let network = SegmenterNetwork(architecture)
    network.initialize(seed: 1)
    let text = String(decoding: try JSONEncoder().encode(architecture), as: UTF8.self)
    let description = ModelDescription(
      task: "segment", classNames: classNames, imageSize: 64,
      details: ["architecture": text, "normalization": "standardized"])
    return SafeTensors.encode(
      Checkpoint(tensors: network.checkpointTensors, metadata: description.metadata))
  }

  /// Runs `oko segment` in the folder with the model.
  func segment(_ arguments: String...) throws -> CommandRun {
    try CommandRun(["segment", "--model", "toy.safetensors"] + arguments, in: folder.path)
  }
}
