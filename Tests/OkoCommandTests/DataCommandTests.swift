import Foundation
import Oko
import Testing

@Suite struct DataCommandTests {
  private func drawn(_ kind: String, count: Int = 5) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let run = try CommandRun(
      ["data", "synth", kind, "--count", "\(count)", "--size", "96x64", "--output", "set"],
      in: folder.path)
    #expect(run.exitCode == 0)
    #expect(run.output == "set: \(count) pictures of \(kind)\n")
    #expect(run.errors.contains("drawn \(count) of \(count)"))
    return folder
  }

  @Test(arguments: ["cells", "nuclei", "shapes", "street"])
  func whatIsDrawnPassesTheCheckAndIsLeftAlone(kind: String) throws {
    let folder = try drawn(kind, count: 10)
    let before = try folder.contents(of: "set")
    for (place, named) in [(folder.path, "set"), (folder.file("set"), ".")] {
      let run = try CommandRun(["data", "check", named], in: place)
      #expect(run.output.contains("YOLO"))
      #expect(!run.output.contains("error:"))
      #expect(run.output.contains("\n0 errors"))
      #expect(run.exitCode == 0)
      #expect(run.errors.isEmpty)
    }
    #expect(try folder.contents(of: "set") == before)
  }

  @Test func theSameSeedDrawsTheSameBytesOnAnyNumberOfThreads() throws {
    let folder = try TemporaryFolder()
    for threads in ["1", "2"] {
      let run = try CommandRun(
        [
          "data", "synth", "shapes", "--count", "4", "--seed", "3", "--output", threads,
          "--threads", threads,
        ], in: folder.path)
      #expect(run.exitCode == 0)
    }
    #expect(try folder.contents(of: "1") == folder.contents(of: "2"))
  }

  @Test(arguments: ["text", "page"])
  func linesAndPagesAreTheSameBytesOnAnyNumberOfThreads(kind: String) throws {
    let folder = try TemporaryFolder()
    for threads in ["1", "2"] {
      let run = try CommandRun(
        [
          "data", "synth", kind, "--count", "10", "--seed", "3", "--output", threads,
          "--threads", threads,
        ], in: folder.path)
      #expect(run.exitCode == 0)
      #expect(run.output.hasPrefix("\(threads): 10 "))
    }
    #expect(try folder.contents(of: "1") == folder.contents(of: "2"))
  }

  @Test func charactersThatNoFontHasAreToldOfOnce() throws {
    let folder = try TemporaryFolder()
    func run(_ texts: String, _ output: String) throws -> CommandRun {
      try folder.write(Array(texts.utf8), to: "texts.txt")
      return try CommandRun(
        ["data", "synth", "text", "--texts", "texts.txt", "--count", "2", "--output", output],
        in: folder.path)
    }
    let some = try run("Tea 茶\nMilk\n", "some")
    #expect(some.exitCode == 0)
    #expect(some.errors.contains("warning: texts.txt: no font has 茶, in 1 line of 2"))
    let none = try run("茶\n", "none")
    #expect(none.exitCode == 1 && none.output.isEmpty)
    #expect(none.errors.contains("texts.txt: no font has a character of it"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("none")))
    let whole = try run("Tea\n", "whole")
    #expect(!whole.errors.contains("warning") && whole.output == "whole: 2 lines of text\n")
  }

  @Test func anErrorInTheLabelsIsListedAndGivesExitCode1() throws {
    let folder = try drawn("shapes")
    let label = folder.file("set/labels/train/00000.txt")
    try "7 0.5 0.5 0.1 0.1\n".write(toFile: label, atomically: true, encoding: .utf8)
    let text = try CommandRun(["data", "check", "set"], in: folder.path)
    #expect(text.exitCode == 1)
    #expect(text.lines.contains { $0.hasPrefix("labels/train/00000.txt:1: error: ") })
    #expect(text.errors.isEmpty)
    let run = try CommandRun(["data", "check", "set", "--json"], in: folder.path)
    #expect(run.exitCode == 1)
    let report = try JSONValue(parsing: Array(run.output.utf8))
    #expect(report["schema_version"]?.int == 1)
    #expect(report["errors"]?.int == 1)
    #expect(report["issues"]?[0]?["path"]?.string == "labels/train/00000.txt")
    #expect(report["issues"]?[0]?["line"]?.int == 1)
  }

  @Test func aFolderThatIsNotThereOrNoDatasetIsAFailure() throws {
    let folder = try TemporaryFolder()
    for name in ["absent", "."] {
      let run = try CommandRun(["data", "check", name, "--json"], in: folder.path)
      #expect(run.exitCode == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.hasPrefix("oko: error: \(name): "))
    }
  }

  @Test func nothingIsDrawnIntoAFolderThatHoldsSomething() throws {
    let folder = try drawn("shapes")
    let before = try folder.contents(of: "set")
    let run = try CommandRun(
      ["data", "synth", "cells", "--count", "1", "--output", "set"], in: folder.path)
    #expect(run.exitCode == 1)
    #expect(run.errors.hasPrefix("oko: error: set: "))
    #expect(try folder.contents(of: "set") == before)
  }

  @Test func anOutputFolderThatCannotBeMadeIsAFailure() throws {
    // Not even root makes a folder inside a file.
    let folder = try TemporaryFolder()
    try "x".write(toFile: folder.file("file"), atomically: true, encoding: .utf8)
    let run = try CommandRun(
      ["data", "synth", "cells", "--count", "1", "--output", "file/set"], in: folder.path)
    #expect(run.exitCode == 1)
    #expect(run.errors.hasPrefix("oko: error: "))
    #expect(run.output.isEmpty)
  }
}
