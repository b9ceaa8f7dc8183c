import Foundation
import Oko
import Testing

@Suite struct OkoCommandTests {
  @Test func helpIsAResult() throws {
    for arguments in [[], ["--help"], ["data", "check", "--help"], ["help", "data", "synth"]] {
      let run = try CommandRun(arguments)
      #expect(run.exitCode == 0)
      #expect(run.output.contains("USAGE: oko"))
      #expect(run.errors.isEmpty)
    }
  }

  @Test func theVersionIsTheLibrarys() throws {
    #expect(try CommandRun(["--version"]).output == "oko \(okoVersion)\n")
  }

  @Test(arguments: [
    ["dtect"], ["data", "chek"], ["data", "check"], ["data", "check", ".", "--jsn"],
    ["data", "synth", "cels", "--count", "1", "--output", "x"],
    ["data", "synth", "cells", "--output", "x"],
    ["data", "synth", "cells", "--count", "0", "--output", "x"],
    ["data", "synth", "cells", "--count", "many", "--output", "x"],
    ["data", "synth", "cells", "--count", "1", "--output", "x", "--size", "0x9"],
    ["data", "synth", "cells", "--count", "1", "--output", "x", "--size", "9x9x9"],
    ["data", "check", ".", "--threads", "0"], ["completions", "tcsh"],
  ])
  func wrongUsageIsToldOnStandardErrorAlone(arguments: [String]) throws {
    let run = try CommandRun(arguments)
    #expect(run.exitCode == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("oko: error: "))
    #expect(run.errors.contains("Usage: oko"))
  }

  @Test(arguments: [
    (["read", "a.png"], ["--temperature", "--beam", "--threads"]),
    (["detect", "a.png"], ["--conf", "--iou", "--max-det", "--imgsz"]),
    (["segment", "a.png"], ["--tile", "--overlap", "--memory"]),
    (["classify", "a.png"], ["--top"]),
    (["generate"], ["--count", "--trunc", "--steps", "--seeds"]),
    (["train", "detect", "--data", "a"], ["--epochs", "--lr", "--batch", "--seed", "--time"]),
    (["train", "segment", "--data", "a"], ["--width", "--folds"]),
    (["train", "segment", "--data", "a", "--folds", "5"], ["--fold"]),
    (["data", "synth", "shapes", "--output", "a"], ["--count", "--seed"]),
    (["data", "synth", "text", "--output", "a"], ["--height"]),
    (["bench", "predict"], ["--times", "--batch"]), (["bench", "train"], ["--times", "--batch"]),
  ])
  func aNumberBelowZeroIsANumber(command: [String], options: [String]) throws {
    for option in options {
      let apart = try CommandRun(command + [option, "-1"])
      let joined = try CommandRun(command + [option + "=-1"])
      #expect(apart.exitCode == 64 && apart.errors == joined.errors)
      #expect(apart.errors.contains(option) && apart.errors.contains("-1"))
      #expect(!apart.errors.contains("Missing"))
    }
  }

  @Test func aBadNumberOfThreadsInTheEnvironmentIsWrongUsage() throws {
    let run = try CommandRun(["data", "check", "."], environment: ["OKO_THREADS": "two"])
    #expect(run.exitCode == 64)
    #expect(run.errors.contains("OKO_THREADS is 'two'"))
  }

  @Test func aReaderThatLeavesEndsTheCommandQuietly() throws {
    let folder = try TemporaryFolder()
    let oko = try CommandRun.executable().path
    let script = "'\(oko)' --help 2>errors | true; echo ${PIPESTATUS[0]}"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    process.waitUntilExit()
    let status = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    // Either `true` had not left yet, or SIGPIPE ended the command.
    #expect(["0\n", "141\n"].contains(status))
    #expect(try String(contentsOfFile: folder.file("errors"), encoding: .utf8).isEmpty)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskBehindStandardOutputIsAFailure() throws {
    let process = Process()
    process.executableURL = try CommandRun.executable()
    process.arguments = ["--help"]
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
  }
}
