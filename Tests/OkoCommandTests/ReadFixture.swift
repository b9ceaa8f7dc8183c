import Foundation
import Oko
import OkoImaging
import OkoNetworks

/// A folder with a reader of random weights, and labelled lines in `lines`.
struct ReadFixture {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.model.get(), to: "toy.safetensors")
    var rows = ""
    for (number, text) in ["AB", "BA", "ABBA", "B A", "AAB"].enumerated() {
      var line = Image(width: 90, height: 32, channels: .gray, filledWith: [230])
      line.drawText(text, x: 6, y: 8, color: 20, scale: 2)
      try folder.write(try PNGEncoder.encode(line), to: "lines/a\(number).png")
      rows += "a\(number).png\t\(text)\n"
    }
    try folder.write(Array(rows.utf8), to: "lines/val.tsv")
    try folder.write(Array(rows.utf8), to: "lines/train.tsv")
  }

  private static let model = Result {
    var architecture = ReaderArchitecture(classCount: 4)
    (architecture.widths, architecture.stateWidth) = ([4, 6, 8, 8], 8)
    let network = ReaderNetwork(architecture)
    network.initialize(seed: 1)
    let text = String(decoding: try JSONEncoder().encode(architecture), as: UTF8.self)
    let description = ModelDescription(
      task: "read", classNames: [" ", "A", "B"], imageSize: 32, details: ["architecture": text])
    return SafeTensors.encode(
      Checkpoint(tensors: network.checkpointTensors, metadata: description.metadata))
  }

  /// Runs `oko` in the folder with the model.
  func run(_ arguments: String...) throws -> CommandRun {
    try CommandRun(arguments + ["--model", "toy.safetensors"], in: folder.path)
  }
}
