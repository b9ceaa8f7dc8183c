import Foundation
import Oko
import Testing

@Suite struct TrainDetectCommandTests {
  private func drawn() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let size = Size(width: 64, height: 64)
    try SyntheticDataset.write(
      SyntheticShapes(size: size, seed: 3), count: 10, to: folder.file("set"))
    return folder
  }

  @Test func aDryRunSaysWhatWouldBeDoneAndWritesNothing() throws {
    let folder = try drawn()
    let before = try folder.contents(of: ".")
    let run = try CommandRun(
      [
        "train", "detect", "--data", "set", "--imgsz", "96", "--epochs", "7", "--precision", "bf16",
        "--dry-run",
      ], in: folder.path)
    #expect(run.exitCode == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("YOLO, 8 pictures to train on, 2 to validate on"))
    #expect(run.output.contains("3: circle, square, triangle"))
    #expect(run.output.contains("96 pixels"))
    #expect(run.output.contains("7 epochs") && run.output.contains(", in bf16\n"))
    #expect(run.output.contains("runs/detect/set"))
    #expect(try folder.contents(of: ".") == before)
  }

  @Test func aRunLeavesAModelThatDetectsAndTheDataAsItWas() throws {
    let folder = try drawn()
    let before = try folder.contents(of: "set")
    let run = try CommandRun(
      ["train", "detect", "--data", "set/data.yaml", "--imgsz", "64", "--epochs", "1"],
      in: folder.path)
    #expect(run.exitCode == 0)
    #expect(run.output == "runs/detect/set/best.safetensors\n")
    #expect(run.errors.contains("epoch 1/1"))
    #expect(try folder.contents(of: "set") == before)
    let made = Set(try folder.contents(of: "runs/detect/set").keys)
    #expect(
      made.isSuperset(of: [
        "best.safetensors", "last.safetensors", "results.csv", "curves.png", "training.json",
      ]))
    let model = "runs/detect/set/best.safetensors"
    let detect = try CommandRun(
      ["detect", "set/images/val", "--model", model], in: folder.path)
    #expect(detect.exitCode == 0)
    #expect(detect.lines.count == 2)
    let evaluate = try CommandRun(
      ["evaluate", "detect", "--data", "set", "--model", model, "--json"], in: folder.path)
    #expect(evaluate.exitCode == 0)
    #expect(try folder.contents(of: "set") == before)
    #expect(try folder.contents(of: "runs/evaluate/set")["confusion.png"] != nil)
    let other = try CommandRun(
      ["train", "segment", "--resume", "runs/detect/set"], in: folder.path)
    #expect(other.exitCode == 1 && other.errors.contains("is of a run of another task"))
  }

  @Test func aBrokenDatasetIsRefusedAndLeavesNothingBehind() throws {
    let folder = try drawn()
    try "9 0.5 0.5 0.1 0.1\n".write(
      toFile: folder.file("set/labels/train/00001.txt"), atomically: true, encoding: .utf8)
    let run = try CommandRun(["train", "detect", "--data", "set"], in: folder.path)
    #expect(run.exitCode == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("labels/train/00001.txt:1: error: "))
    #expect(run.errors.contains("--skip-bad"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("runs")))
    let skipping = try CommandRun(
      ["train", "detect", "--data", "set", "--skip-bad", "--dry-run"], in: folder.path)
    #expect(skipping.exitCode == 0)
  }

  @Test(arguments: [
    [], ["--data", "set", "--imgsz", "100"], ["--data", "set", "--epochs", "0"],
    ["--data", "set", "--time", "30"], ["--data", "set", "--time", "soon"],
    ["--data", "set", "--time", "9999999999999999h"], ["--data", "set", "--time", "0.4s"],
    ["--data", "set", "--until", "map>=2"], ["--data", "set", "--until", "map50"],
    ["--data", "set", "--lr", "0"], ["--data", "set", "--lr", "nan"],
    ["--data", "set", "--batch", "0"], ["--data", "set", "--size", "huge"],
    ["--resume", "runs/x", "--epochs", "3"], ["--resume", "runs/x", "--data", "set"],
    ["--resume", "runs/x", "--attention"], ["--resume", "runs/x", "--precision", "bf16"],
    ["--data", "set", "--precision", "int8"],
  ])
  func wrongUsageIsToldBeforeAnythingIsRead(arguments: [String]) throws {
    let run = try CommandRun(["train", "detect"] + arguments)
    #expect(run.exitCode == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("oko: error: "))
  }

  @Test func aRunThatIsNotThereCannotGoOn() throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun(["train", "detect", "--resume", "runs/x"], in: folder.path)
    #expect(run.exitCode == 1)
    #expect(run.errors.hasPrefix("oko: error: runs/x"))
  }

  @Test func aFinishedRunGoesOnToItsEndAtOnce() throws {
    let folder = try drawn()
    let first = try CommandRun(
      [
        "train", "detect", "--data", "set", "--imgsz", "64", "--epochs", "1", "--output", "run",
      ], in: folder.path)
    #expect(first.exitCode == 0)
    let model = try folder.contents(of: "run")["best.safetensors"]
    let second = try CommandRun(["train", "detect", "--resume", "run"], in: folder.path)
    #expect(second.exitCode == 0)
    #expect(second.output == "run/best.safetensors\n")
    #expect(try folder.contents(of: "run")["best.safetensors"] == model)
  }

  @Test func aTimeThatIsNoneIsToldWithExamples() throws {
    let run = try CommandRun(["train", "detect", "--data", "set", "--time", "soon"])
    #expect(
      run.errors.hasPrefix(
        "oko: error: --time: \"soon\" is no time; write for example 90s, 33m, 2h or 1h30m\n"))
  }

  @Test(arguments: [
    ("set", ["--output", "../set"]), (".", ["--output", "set/runs/x"]), ("set", []),
  ])
  func nothingIsEverWrittenIntoTheDataset(place: String, output: [String]) throws {
    let folder = try drawn()
    let before = try folder.contents(of: ".")
    let data = place == "set" ? "." : "set"
    for more in [["--dry-run"], ["--imgsz", "64", "--epochs", "1"]] {
      let run = try CommandRun(
        ["train", "detect", "--data", data] + output + more, in: folder.file(place))
      #expect(run.exitCode == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("lies in the dataset; name another place with --output"))
    }
    #expect(try folder.contents(of: ".") == before)
  }

  @Test func theYAMLFileThatIsNamedCountsAndTheRunIsCalledByItsFolder() throws {
    let folder = try drawn()
    try "path: .\ntrain: images/val\nnames: [a, b, c]\n".write(
      toFile: folder.file("set/few.yml"), atomically: true, encoding: .utf8)
    let run = try CommandRun(
      ["train", "detect", "--data", "set/few.yml", "--dry-run"], in: folder.path)
    #expect(run.output.contains("3: a, b, c"))
    #expect(run.output.contains("1 picture to train on, 1 to validate on"))
    #expect(run.output.contains("runs/detect/set\n"))
  }
}
