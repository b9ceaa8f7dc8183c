import Foundation
import Oko
import Testing

@Suite struct ModelsPackCommandTests {
  private func pack(_ fixture: DetectFixture, _ arguments: String...) throws -> CommandRun {
    try CommandRun(["models", "pack", "toy.safetensors"] + arguments, in: fixture.folder.path)
  }

  @Test func aPackedModelIsHalfTheSizeAndTellsItsScores() throws {
    let fixture = try DetectFixture()
    try SyntheticDataset.write(
      SyntheticKind.street.source(size: Size(width: 96, height: 64)), count: 5,
      to: fixture.folder.file("streets"))
    let run = try pack(
      fixture, "--data", "streets/data.yaml", "--licence", "MIT", "--output", "packed.safetensors")
    #expect(run.exitCode == 0)
    #expect(run.output == "packed.safetensors\n")
    #expect(run.errors.contains("does not know bus, motorbike"))
    #expect(run.errors.contains("measured 1 of 1"))
    let detector = try Detector.load(fixture.folder.file("packed.safetensors"))
    #expect(detector.description.details["licence"] == "MIT")
    #expect(detector.description.details["scores"]?.hasSuffix("on val of streets") == true)
    let files = try fixture.folder.contents(of: ".")
    let again = try pack(fixture, "--output", "packed.safetensors")
    #expect(again.exitCode == 1 && again.errors.contains("say --overwrite"))
    #expect(
      try pack(fixture, "--output", "packed.safetensors", "--overwrite").output
        == "packed.safetensors\n")
    let sizes = ["toy.safetensors", "packed.safetensors"].map { files[$0]?.count ?? 0 }
    #expect(sizes[1] > 0 && Double(sizes[1]) < 0.6 * Double(sizes[0]))
  }

  @Test(arguments: [
    ("toy.safetensors", "is the model itself"), ("in/../toy.safetensors", "is the model itself"),
    ("in", "is a folder"), ("absent/x.safetensors", "cannot be written"),
    ("in/a10.png", "is there and no model of Oko"), ("other.safetensors", "is there already"),
  ])
  func anOutputThatCannotBeIsRefusedBeforeAnythingIsMeasured(
    output: String, message: String
  ) throws {
    let fixture = try DetectFixture()
    try FileManager.default.copyItem(
      atPath: fixture.folder.file("toy.safetensors"),
      toPath: fixture.folder.file("other.safetensors"))
    let before = try fixture.folder.contents(of: ".")
    let run = try pack(fixture, "--data", "absent", "--output", output)
    #expect(run.exitCode == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("oko: error: \(output): \(message)"))
    #expect(try fixture.folder.contents(of: ".") == before)
  }
}
