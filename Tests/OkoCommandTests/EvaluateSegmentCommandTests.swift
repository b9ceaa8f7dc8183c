import Foundation
import Oko
import OkoImaging
import OkoNetworks
import Testing

@Suite struct EvaluateSegmentCommandTests {
  private let folder: TemporaryFolder

  /// A model of random weights, and pictures with a bright bar on each.
  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.model.get(), to: "toy.safetensors")
    try folder.write(Array("background\nbar\n".utf8), to: "bars/classes.txt")
    for split in ["train", "val"] {
      for number in 0..<3 {
        let inside = (0..<(40 * 32)).map { ($0 % 40) / 8 == number }
        for (name, dark, light) in [("images", 30, 220), ("masks", 0, 1), ("instances", 0, 1)] {
          let image = Image(
            width: 40, height: 32, channels: .gray,
            samples: inside.map { UInt8($0 ? light : dark) })
          try folder.write(PNGEncoder.encode(image), to: "bars/\(name)/\(split)/\(number).png")
        }
      }
    }
  }

  private static let model = Result {
    let architecture = SegmentationArchitecture(
      family: .unet, widths: [4, 6], depths: [1, 1], decoderWidths: [4], classCount: 2,
      separatesInstances: false)
    let network = SegmenterNetwork(architecture)
    network.initialize(seed: 1)
    let text = String(decoding: try JSONEncoder().encode(architecture), as: UTF8.self)
    let description = ModelDescription(
      task: "segment", classNames: ["background", "bar"], imageSize: 32,
      details: ["architecture": text])
    return SafeTensors.encode(
      Checkpoint(tensors: network.checkpointTensors, metadata: description.metadata))
  }

  private func evaluate(_ arguments: String...) throws -> CommandRun {
    try CommandRun(
      ["evaluate", "segment", "--model", "toy.safetensors"] + arguments, in: folder.path)
  }

  @Test func theFiguresArePrintedAndThePicturesDrawn() throws {
    let before = try folder.contents(of: "bars")
    let run = try evaluate("--data", "bars", "--output", "plots", "--instances", "--augment")
    #expect(run.exitCode == 0)
    #expect(run.lines.first?.hasPrefix("class") == true)
    #expect(run.output.contains("\nbar ") && run.output.contains("\nthings AP50-95 "))
    #expect(run.errors.contains("plots in plots"))
    let plots = Set(try folder.contents(of: "plots").keys)
    #expect(plots == ["classes.png", "confusion.png", "scores.json", "worst.png"])
    #expect(try folder.contents(of: "bars") == before)
  }

  @Test func theFiguresAsJSON() throws {
    let run = try evaluate(
      "--data", "bars", "--split", "train", "--tile", "32", "--overlap", "0.25", "--json")
    let report = try JSONValue(parsing: Array(run.output.utf8))
    #expect(report["schema_version"]?.int == 1)
    #expect(report["pictures"]?.int == 3)
    #expect(report["classes"]?[1]?["pixels"]?.int == 3 * 8 * 32)
    #expect(report["instances"]?.isNull == true)
    #expect(FileManager.default.fileExists(atPath: folder.file("runs/evaluate/bars/scores.json")))
  }

  @Test func aBrokenPictureIsReportedAndTheOthersAreMeasured() throws {
    let path = "bars/images/val/1.png"
    let bytes = try #require(folder.contents(of: "bars/images/val").first { $0.key == "1.png" })
    // The header still tells the size.
    try folder.write([UInt8](bytes.value.prefix(45)), to: path)
    let run = try evaluate("--data", "bars", "--json")
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("oko: error: \(path): "))
    #expect(try JSONValue(parsing: Array(run.output.utf8))["pictures"]?.int == 2)
  }

  @Test func wrongUseIsToldFromFailure() throws {
    #expect(try evaluate("--data", "bars", "--overlap", "0.95").exitCode == 64)
    #expect(try evaluate("--data", "bars", "--tile", "8").exitCode == 64)
    #expect(try evaluate().exitCode == 64)
    let absent = try evaluate("--data", "bars", "--split", "test")
    #expect(absent.exitCode == 1)
    #expect(absent.errors.contains("no pictures in test; there are train, val"))
    let inside = try evaluate("--data", "bars", "--output", "bars/plots")
    #expect(inside.exitCode == 1 && inside.output.isEmpty)
    #expect(inside.errors.contains("bars/plots: lies in the dataset"))
  }
}
