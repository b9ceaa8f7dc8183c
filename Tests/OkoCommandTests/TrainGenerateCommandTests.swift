import Foundation
import Oko
import Testing

@Suite struct TrainGenerateCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let shapes = SyntheticShapes(size: Size(width: 48, height: 48))
    for number in 0..<8 {
      try folder.write(
        try PNGEncoder.encode(shapes.picture(number).image),
        to: "pets/\(number % 2 == 0 ? "cat" : "dog")/\(number).png")
    }
  }

  private func train(_ arguments: String...) throws -> CommandRun {
    try CommandRun(["train", "generate"] + arguments, in: folder.path)
  }

  @Test func whatIsTrainedIsDrawn() throws {
    let run = try train(
      "--data", "pets", "--width", "16", "--batch", "4", "--epochs", "2", "--network", "dcgan")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.lines == ["runs/generate/pets/best.safetensors"])
    let drawn = try CommandRun(
      ["generate", "--model", run.lines[0], "--class", "dog", "--count", "1"], in: folder.path)
    #expect(drawn.lines == ["generated/seed000000-dog.png"])
    let picture = try ImageDecoder.decode(path: folder.file(drawn.lines[0])).image
    #expect(picture.size == Size(width: 32, height: 32))
  }

  @Test func aPlanIsSaidAndNothingWritten() throws {
    let run = try train(
      "--data", "pets", "--imgsz", "64", "--width", "32", "--no-classes", "--dry-run")
    #expect(run.exitCode == 0 && run.output.contains("residual, 64 pixels"))
    #expect(!run.output.contains("cat, dog"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("runs")))
  }

  @Test func aBrokenPictureIsNamedUnlessItIsToBeSkipped() throws {
    try folder.write(Array("<html>".utf8), to: "pets/cat/9.png")
    try folder.write(Array("<html>".utf8), to: "pets/cat/99.png")
    try folder.write(Array("<html>".utf8), to: "pets/cat/999.png")
    let run = try train("--data", "pets", "--dry-run")
    #expect(run.exitCode == 1 && run.errors.contains("cat/9"), "\(run.errors)")
    #expect(try train("--data", "pets", "--dry-run", "--skip-bad").exitCode == 0)
  }

  @Test(
    arguments: [
      (["--imgsz", "48"], 1, "the resolution is 48; it must be 32, 64, 128 or 256"),
      (["--channels", "2"], 1, "it must be 1, 3 or 4"), (["--augment", "2"], 1, "from 0 to 1"),
      (["--batch", "1"], 1, "at least 2"), (["--features", "absent"], 1, "absent"),
      (["--network", "other"], 64, "other"), (["--until", "map50>=0.5"], 64, "map50"),
    ] as [([String], Int32, String)])
  func wrongOptionsAreRefusedWithAReason(
    arguments: [String], code: Int32, reason: String
  ) throws {
    let run = try CommandRun(
      ["train", "generate", "--data", "pets"] + arguments, in: folder.path)
    #expect(run.exitCode == code && run.errors.contains(reason), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("runs")))
  }

  @Test func aResumedRunTakesNoOtherOptions() throws {
    let run = try train("--resume", "runs/generate/pets", "--gamma", "2", "--mirror")
    #expect(run.exitCode == 64)
    #expect(run.errors.contains("leave out --gamma, --mirror"))
  }
}
