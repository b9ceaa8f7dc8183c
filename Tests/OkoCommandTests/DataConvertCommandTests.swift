import Foundation
import Oko
import Testing

@Suite struct DataConvertCommandTests {
  @Test func boxesAndMasksOfOneSetAreConvertedAndPassTheCheck() throws {
    let folder = try TemporaryFolder()
    #expect(
      try CommandRun(
        ["data", "synth", "shapes", "--count", "10", "--size", "96x64", "--output", "set"],
        in: folder.path
      ).exitCode == 0)
    let before = try folder.contents(of: "set")
    for format in ["yolo", "coco", "voc", "createml", "masks"] {
      let run = try CommandRun(
        ["data", "convert", "set", "--to", format, "--output", format], in: folder.path)
      #expect(run.exitCode == 0)
      #expect(run.output == "\(format): 10 pictures as \(format)\n")
      let check = try CommandRun(["data", "check", format], in: folder.path)
      #expect(check.output.contains("\n0 errors"), "\(check.output)")
      #expect(check.exitCode == 0)
    }
    #expect(try folder.contents(of: "set") == before)
    let pixels = try CommandRun(
      [
        "data", "convert", "set", "--task", "segment", "--to", "coco", "--output", "pixels",
        "--link",
      ],
      in: folder.path)
    #expect(pixels.output == "pixels: 10 pictures as coco\n")
    let check = try CommandRun(["data", "check", "pixels", "--task", "segment"], in: folder.path)
    #expect(check.output.contains("things"))
    #expect(check.exitCode == 0)
    let json = try CommandRun(["data", "check", "masks", "--json"], in: folder.path)
    #expect(json.output.contains("\"task\": \"segment\""))
  }

  @Test func nothingIsOverwrittenAndErrorsStop() throws {
    let folder = try TemporaryFolder()
    _ = try CommandRun(
      ["data", "synth", "shapes", "--count", "5", "--size", "96x64", "--output", "set"],
      in: folder.path)
    for output in ["set", "set/out"] {
      let run = try CommandRun(
        ["data", "convert", "set", "--to", "coco", "--output", output], in: folder.path)
      #expect(run.exitCode == 1)
    }
    try Data("9 .5 .5 .5 .5\n".utf8).write(
      to: URL(fileURLWithPath: folder.file("set/labels/train/00000.txt")))
    let refused = try CommandRun(
      ["data", "convert", "set", "--to", "coco", "--output", "out"], in: folder.path)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("labels/train/00000.txt:1"))
    let skipped = try CommandRun(
      ["data", "convert", "set", "--to", "coco", "--output", "out", "--skip-bad"],
      in: folder.path)
    #expect(skipped.exitCode == 0)
    #expect(skipped.output.contains("1 error left out"))
  }
}
