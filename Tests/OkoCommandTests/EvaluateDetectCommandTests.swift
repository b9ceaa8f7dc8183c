import Foundation
import Oko
import Testing

@Suite struct EvaluateDetectCommandTests {
  /// The fixture's model knows car, person and truck; streets have bus and motorbike, too.
  private func fixture() throws -> DetectFixture {
    let fixture = try DetectFixture()
    for (kind, name) in [(SyntheticKind.street, "streets"), (.shapes, "shapes")] {
      try SyntheticDataset.write(
        kind.source(size: Size(width: 96, height: 64)), count: 10, to: fixture.folder.file(name))
    }
    return fixture
  }

  private func evaluate(_ fixture: DetectFixture, _ arguments: String...) throws -> CommandRun {
    try CommandRun(
      ["evaluate", "detect", "--model", "toy.safetensors"] + arguments, in: fixture.folder.path)
  }

  @Test func theFiguresArePrintedAndThePlotsDrawn() throws {
    let fixture = try fixture()
    let before = try fixture.folder.contents(of: "streets")
    let run = try evaluate(fixture, "--data", "streets", "--output", "plots")
    #expect(run.exitCode == 0)
    #expect(run.lines.first?.hasPrefix("class") == true)
    #expect(run.output.contains("motorbike"))
    #expect(run.output.contains("AR100"))
    #expect(run.errors.contains("does not know bus, motorbike"))
    #expect(run.errors.contains("plots in plots"))
    let plots = Set(try fixture.folder.contents(of: "plots").keys)
    #expect(plots.isSuperset(of: ["confusion.png", "precision_recall.png", "scores.json"]))
    #expect(try fixture.folder.contents(of: "streets") == before)
  }

  @Test func theFiguresAsJSON() throws {
    let fixture = try fixture()
    let run = try evaluate(
      fixture, "--data", "streets", "--split", "train", "--imgsz", "32", "--json")
    let report = try JSONValue(parsing: Array(run.output.utf8))
    #expect(report["schema_version"]?.int == 1)
    #expect(report["pictures"]?.int == 8)
    #expect(report["figures"]?.object?.members.count == 12)
    #expect(report["classes"]?.array?.count == 5)
    #expect(fixture.exists("runs/evaluate/streets/scores.json"))
  }

  @Test func aBrokenPictureIsReportedAndTheOthersAreMeasured() throws {
    let fixture = try fixture()
    let names = try fixture.folder.contents(of: "streets/images/val").keys.sorted()
    let path = "streets/images/val/" + names[0]
    // The header still tells the size.
    let bytes = try #require(fixture.folder.contents(of: "streets/images/val")[names[0]])
    try fixture.folder.write([UInt8](bytes.prefix(45)), to: path)
    let run = try evaluate(fixture, "--data", "streets", "--json")
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("oko: error: \(path): "))
    #expect(try JSONValue(parsing: Array(run.output.utf8))["pictures"]?.int == 1)
  }

  @Test func aModelOfOtherClassesCannotBeMeasured() throws {
    let run = try evaluate(try fixture(), "--data", "shapes")
    #expect(run.exitCode == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("it knows car, person, truck, the dataset has circle"))
  }

  @Test func aSplitWithoutPicturesIsAFailureAndAnUnknownOneWrongUsage() throws {
    let fixture = try fixture()
    let absent = try evaluate(fixture, "--data", "streets", "--split", "test")
    #expect(absent.exitCode == 1)
    #expect(absent.errors.contains("no pictures in test; there are train, val"))
    #expect(try evaluate(fixture, "--data", "streets", "--split", "vla").exitCode == 64)
    #expect(try evaluate(fixture).exitCode == 64)
  }

  @Test func nothingIsWrittenIntoTheDataset() throws {
    let fixture = try fixture()
    let before = try fixture.folder.contents(of: "streets")
    let run = try evaluate(fixture, "--data", "streets", "--output", "streets/plots")
    #expect(run.exitCode == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("streets/plots: lies in the dataset"))
    #expect(try fixture.folder.contents(of: "streets") == before)
  }
}
