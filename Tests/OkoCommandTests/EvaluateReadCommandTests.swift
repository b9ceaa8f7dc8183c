import Foundation
import Oko
import Testing

@Suite struct EvaluateReadCommandTests {
  private let fixture: ReadFixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try ReadFixture()
    folder = fixture.folder
  }

  @Test func theRatesArePrintedAndTheWorstLinesDrawn() throws {
    let before = try folder.contents(of: "lines")
    let run = try fixture.run("evaluate", "read", "--data", "lines", "--output", "plots")
    #expect(run.exitCode == 0)
    #expect(run.lines.contains { $0.hasPrefix("characters") })
    let last = try #require(run.lines.last)
    #expect(last.hasPrefix("CER ") && last.hasSuffix("  5 lines"))
    let plots = Set(try folder.contents(of: "plots").keys)
    #expect(plots == ["scores.json", "worst.png"])
    #expect(try folder.contents(of: "lines") == before)
  }

  @Test func theRatesAsJSON() throws {
    let run = try fixture.run("evaluate", "read", "--data", "lines", "--json")
    let report = try JSONValue(parsing: Array(run.output.utf8))
    #expect(report["schema_version"]?.int == 1 && report["lines"]?.int == 5)
    #expect(report["characters"]?.int == 14 && report["words"]?.int == 6)
    let parts = ["substitutions", "insertions", "deletions"].compactMap { report[$0]?.int }
    let edits = parts.reduce(0, +)
    #expect(parts.count == 3 && report["cer"]?.double == Double(edits) / 14)
    let counts = report["confusions"]?.array?.compactMap { $0["count"]?.int } ?? []
    #expect(counts.reduce(0, +) == edits)
  }

  @Test func aLexiconAndACorpusAreRead() throws {
    try folder.write(Array("AB\nBA\n".utf8), to: "words.txt")
    let run = try fixture.run(
      "evaluate", "read", "--data", "lines", "--lexicon", "words.txt", "--corpus", "words.txt",
      "--beam", "4", "--temperature", "0.5")
    #expect(run.exitCode == 0)
    let lacking = try fixture.run("evaluate", "read", "--data", "lines", "--lexicon", "none.txt")
    #expect(lacking.exitCode == 1 && lacking.errors.contains("none.txt"))
  }

  @Test func aBrokenPictureIsReportedAndTheOthersAreMeasured() throws {
    try folder.write(Array("<html>".utf8), to: "lines/a2.png")
    let run = try fixture.run("evaluate", "read", "--data", "lines", "--json")
    #expect(run.exitCode == 2 && run.errors.contains("lines/a2.png"))
    #expect(try JSONValue(parsing: Array(run.output.utf8))["lines"]?.int == 4)
  }

  @Test func theFolderIsCheckedForReadingByItself() throws {
    let run = try CommandRun(["data", "check", "lines"], in: folder.path)
    #expect(run.exitCode == 0 && run.output.contains("lines: table, 3 characters"))
    // Training and validation have the same pictures.
    #expect(run.output.contains("val.tsv:1: warning: 'a0.png' is in train as well"))
    let json = try CommandRun(
      ["data", "check", "lines", "--task", "read", "--json"], in: folder.path)
    let report = try JSONValue(parsing: Array(json.output.utf8))
    #expect(report["task"]?.string == "read")
    #expect(report["summary"]?["splits"]?.array?.first?["lines"]?.int == 5)
    try folder.write(Array("a0.png\n".utf8), to: "lines/val.tsv")
    let broken = try CommandRun(["data", "check", "lines"], in: folder.path)
    #expect(broken.exitCode == 1 && broken.output.contains("val.tsv:1: error: no tab"))
  }
}
