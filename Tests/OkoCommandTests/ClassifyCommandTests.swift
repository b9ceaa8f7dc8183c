import Foundation
import Oko
import Testing

@Suite struct ClassifyCommandTests {
  @Test func aLineAPictureNamesTheLikeliestClasses() throws {
    let run = try ClassifyFixture().run("classify", "in", "--top", "2")
    #expect(run.exitCode == 0)
    #expect(run.lines.map { $0.split(separator: ":").first } == ["in/a9.jpg", "in/a10.png"])
    #expect(run.lines.allSatisfy { $0.split(separator: ",").count == 2 && $0.hasSuffix(" %") })
    #expect(run.errors.hasPrefix("2 pictures; ms each: decode "))
    #expect(!run.errors.contains("post"))
  }

  @Test func aLineOfJSONHasTheProbabilities() throws {
    let run = try ClassifyFixture().run("classify", "in/a9.jpg", "--json")
    let object = try JSONValue(parsing: Array(run.output.utf8))
    #expect(object["image"]?.string == "in/a9.jpg")
    let classes = try #require(object["classes"]?.array)
    #expect(
      Set(classes.compactMap { $0["class"]?.string }) == Set(ClassifyFixture.classNames))
    let shares = classes.compactMap { $0["probability"]?.double }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-5 && shares == shares.sorted(by: >))
  }

  @Test func aBrokenFileIsReportedAndTheOthersGoOn() throws {
    let fixture = try ClassifyFixture()
    try fixture.folder.write(Array("<html>".utf8), to: "in/a1.jpg")
    let run = try fixture.run("classify", "in", "absent.png")
    #expect(run.exitCode == 2 && run.lines.count == 2)
    #expect(run.errors.contains("oko: error: absent.png: no such file"))
    #expect(run.errors.contains("oko: error: in/a1.jpg: "))
  }

  @Test func aModelForAnotherTaskIsRefused() throws {
    let fixture = try ClassifyFixture()
    let run = try CommandRun(
      ["detect", "in", "--model", "toy.safetensors"], in: fixture.folder.path)
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("a model for \"classify\", not for \"detect\""))
  }

  @Test func theResultsDoNotDependOnTheThreads() throws {
    let fixture = try ClassifyFixture()
    let found = try ["1", "2"].map { try fixture.run("classify", "in", "--threads", $0).output }
    #expect(found[0] == found[1] && !found[0].isEmpty)
  }

  @Test(arguments: [["--top", "0"], ["--top", "all"]])
  func wrongUsageIsRefused(arguments: [String]) throws {
    #expect(try CommandRun(["classify", "x.png"] + arguments).exitCode == 64)
  }
}
