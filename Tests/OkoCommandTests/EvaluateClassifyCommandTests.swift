import Foundation
import Oko
import Testing

@Suite struct EvaluateClassifyCommandTests {
  private let fixture: ClassifyFixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try ClassifyFixture()
    folder = fixture.folder
  }

  @Test func theFiguresArePrintedAndThePicturesDrawn() throws {
    let before = try folder.contents(of: "pets")
    let run = try fixture.run("evaluate", "classify", "--data", "pets", "--output", "plots")
    #expect(run.exitCode == 0)
    #expect(run.lines.first?.hasPrefix("class") == true)
    // A fifth of six of each class.
    #expect(run.lines.last?.hasSuffix("  2 pictures") == true)
    #expect(run.errors.contains("plots in plots"))
    let plots = Set(try folder.contents(of: "plots").keys)
    #expect(plots == ["confusion.png", "scores.json", "worst.png"])
    #expect(try folder.contents(of: "pets") == before)
  }

  @Test func theFiguresAsJSON() throws {
    let run = try fixture.run(
      "evaluate", "classify", "--data", "pets", "--split", "train", "--json")
    let report = try JSONValue(parsing: Array(run.output.utf8))
    #expect(report["schema_version"]?.int == 1 && report["pictures"]?.int == 10)
    #expect(report["classes"]?.array?.compactMap { $0["pictures"]?.int } == [5, 5])
    let confusion = try #require(report["confusion"]?.array?.compactMap { $0.array })
    #expect(confusion.joined().compactMap(\.int).reduce(0, +) == 10)
    #expect(FileManager.default.fileExists(atPath: folder.file("runs/evaluate/pets/scores.json")))
  }

  @Test func aBrokenPictureIsReportedAndTheOthersAreMeasured() throws {
    try folder.write(Array("<html>".utf8), to: "pets/cat/0.png")
    try folder.write(Array("<html>".utf8), to: "pets/cat/2.png")
    let run = try fixture.run(
      "evaluate", "classify", "--data", "pets", "--split", "train", "--json")
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("oko: error: pets/cat/"))
    let pictures = try JSONValue(parsing: Array(run.output.utf8))["pictures"]?.int
    #expect([8, 9].contains(pictures))
  }

  @Test func aPackedModelTellsItsScores() throws {
    let run = try CommandRun(
      ["models", "pack", "toy.safetensors", "--data", "pets", "--output", "packed.safetensors"],
      in: folder.path)
    #expect(run.exitCode == 0)
    let classifier = try Classifier.load(folder.file("packed.safetensors"))
    let scores = try #require(classifier.description.details["scores"])
    #expect(scores.hasPrefix("top-1 ") && scores.hasSuffix(" on val of pets"))
  }

  @Test func aModelIsTrainedAndMeasured() throws {
    let run = try CommandRun(
      [
        "train", "classify", "--data", "pets", "--imgsz", "32", "--epochs", "1", "--no-mirror",
        "--output", "run",
      ], in: folder.path)
    #expect(run.exitCode == 0)
    #expect(run.output == "run/best.safetensors\n")
    #expect(run.errors.contains("10 pictures to train on, 2 to validate on"))
    let files = Set(try folder.contents(of: "run").keys)
    #expect(files.isSuperset(of: ["batch.png", "confusion.png", "curves.png", "results.csv"]))
    let measured = try CommandRun(
      ["evaluate", "classify", "--data", "pets", "--model", "run/best.safetensors"],
      in: folder.path)
    #expect(measured.exitCode == 0)
  }

  @Test func wrongUseIsToldFromFailure() throws {
    let absent = try fixture.run("evaluate", "classify", "--data", "pets", "--split", "test")
    #expect(absent.exitCode == 1)
    #expect(absent.errors.contains("no pictures in test; there are train, val"))
    let inside = try fixture.run(
      "evaluate", "classify", "--data", "pets", "--output", "pets/plots")
    #expect(inside.exitCode == 1 && inside.output.isEmpty)
    #expect(inside.errors.contains("pets/plots: lies in the dataset"))
    #expect(
      try CommandRun(["train", "classify", "--data", "pets", "--imgsz", "50"]).exitCode == 64)
    #expect(
      try CommandRun(["train", "classify", "--data", "pets", "--until", "miou>=1"]).exitCode == 64)
  }
}
