import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct SegmentCommandTests {
  @Test func aLineAPictureNamesTheSharesOfTheClasses() throws {
    let run = try SegmentFixture().segment("in")
    #expect(run.exitCode == 0)
    #expect(run.lines.map { $0.split(separator: ":").first } == ["in/a9.jpg", "in/a10.png"])
    #expect(run.lines.allSatisfy { $0.contains(" %") && $0.hasSuffix(" ms") })
    #expect(run.errors.hasPrefix("2 pictures; ms each: decode "))
  }

  @Test func aLineOfJSONHasTheClassesAndTheThings() throws {
    let run = try SegmentFixture().segment("in", "--json")
    #expect(run.exitCode == 0)
    #expect(run.lines.count == 2)
    for line in run.lines {
      let object = try JSONValue(parsing: Array(line.utf8))
      let classes = try #require(object["classes"]?.array)
      #expect(classes.compactMap { $0["class"]?.string } == SegmentFixture.classNames)
      #expect(classes.compactMap { $0["pixels"]?.int }.reduce(0, +) == 96 * 64)
      for thing in try #require(object["instances"]?.array) {
        #expect(
          thing.object?.members.map(\.key).filter { $0 != "holes" } == [
            "id", "class_id", "class", "confidence", "bbox", "area", "polygon", "rle",
          ])
      }
    }
  }

  @Test func theResultsDoNotDependOnTheThreads() throws {
    let fixture = try SegmentFixture()
    let found = try ["1", "2"].map { threads in
      let run = try fixture.segment(
        "in", "--json", "--threads", threads, "--tile", "32", "--augment")
      return try run.lines.map { try JSONValue(parsing: Array($0.utf8))["instances"] }
    }
    #expect(found[0].count == 2 && found[0][0] != nil)
    #expect(found[0] == found[1])
  }

  @Test func labelsNumbersAndTintedPicturesGoIntoTheOutput() throws {
    let fixture = try SegmentFixture()
    let run = try fixture.segment("in", "--output", "out", "--instances")
    #expect(run.exitCode == 0)
    let made = try fixture.folder.contents(of: "out")
    #expect(
      made.keys.sorted() == [
        ".oko-results", "a10-classes.png", "a10-instances.png", "a10.png", "a9-classes.png",
        "a9-instances.png", "a9.jpg",
      ])
    #expect(run.errors.contains("; labelled in out"))
  }

  @Test func aBrokenFileIsReportedAndTheOthersGoOn() throws {
    let fixture = try SegmentFixture()
    try fixture.folder.write(Array("<html>".utf8), to: "in/a1.jpg")
    let run = try fixture.segment("in", "absent.png", "--json")
    #expect(run.exitCode == 2)
    #expect(run.lines.count == 2)
    #expect(run.errors.contains("oko: error: absent.png: no such file"))
    #expect(run.errors.contains("oko: error: in/a1.jpg: "))
  }

  @Test func aPictureBeyondTheMemoryIsReported() throws {
    let run = try SegmentFixture().segment("in", "--memory", "1M")
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("in/a10.png: 96×64 pixels take about"))
  }

  @Test func severalModelsAreAveraged() throws {
    let fixture = try SegmentFixture()
    func classes(_ arguments: String...) throws -> [JSONValue?] {
      let run = try CommandRun(
        ["segment", "in", "--json", "--model", "toy.safetensors"] + arguments,
        in: fixture.folder.path)
      return try run.lines.map { try JSONValue(parsing: Array($0.utf8))["classes"] }
    }
    let (once, twice) = (try classes(), try classes("--model", "toy.safetensors"))
    #expect(once.count == 2)
    #expect(once == twice)
  }

  @Test(arguments: [
    ["--tile", "8"], ["--overlap", "0.95"], ["--memory", "much"], ["--memory", "-1G"],
  ])
  func wrongUsageIsRefused(arguments: [String]) throws {
    let run = try CommandRun(["segment", "x.png"] + arguments)
    #expect(run.exitCode == 64)
    #expect(run.output.isEmpty)
  }
}
