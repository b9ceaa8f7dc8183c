import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct DetectCommandTests {
  @Test func aLineAPictureGoesToStandardOutputInTheOrderOfCounting() throws {
    let fixture = try DetectFixture()
    let run = try fixture.detect("in")
    #expect(run.exitCode == 0)
    let paths = run.lines.map { $0.split(separator: ":").first ?? "" }
    #expect(paths == ["in/a9.jpg", "in/a10.png", "in/sub/a9.jpeg"])
    #expect(run.errors.hasPrefix("3 pictures; ms each: decode "))
  }

  @Test func aLineOfJSONIsAnObjectWithTheFieldsInTheirOrder() throws {
    let fixture = try DetectFixture()
    let run = try fixture.detect("in/a9.jpg", "in/a10.png", "--json", "--max-det", "5")
    #expect(run.exitCode == 0)
    #expect(run.lines.count == 2)
    for line in run.lines {
      let object = try JSONValue(parsing: Array(line.utf8))
      #expect(
        object.object?.members.map(\.key) == [
          "schema_version", "image", "width", "height", "detections", "ms",
        ])
      #expect(object["schema_version"]?.int == 1)
      #expect(object["width"]?.int == 96)
      #expect(object["height"]?.int == 64)
      #expect(object["ms"]?.object?.members.map(\.key) == ["decode", "network", "post"])
      let detections = try #require(object["detections"]?.array)
      #expect(detections.count == 5)
      for detection in detections {
        let keys = detection.object?.members.map(\.key)
        #expect(keys == ["class_id", "class", "confidence", "bbox"])
        let index = try #require(detection["class_id"]?.int)
        #expect(detection["class"]?.string == DetectFixture.classNames[index])
        let box = (detection["bbox"]?.array ?? []).compactMap(\.double)
        try #require(box.count == 4)
        #expect(box[0] >= 0 && box[1] >= 0 && box[2] >= 0 && box[3] >= 0)
        #expect(box[0] + box[2] <= 96.01 && box[1] + box[3] <= 64.01)
      }
    }
  }

  @Test func theResultsDoNotDependOnTheThreads() throws {
    let fixture = try DetectFixture()
    let found = try ["1", "2"].map { threads in
      let run = try fixture.detect("in", "--json", "--threads", threads)
      return try run.lines.map { try JSONValue(parsing: Array($0.utf8))["detections"] }
    }
    #expect(found[0].count == 3)
    #expect(found[0] == found[1])
  }

  @Test func annotatedPicturesAndRowsGoIntoTheOutputAndTheInputsStay() throws {
    let fixture = try DetectFixture()
    let before = try fixture.folder.contents(of: "in")
    let run = try fixture.detect("in", "in/sub", "--output", "in/found", "--save-txt")
    #expect(run.exitCode == 0)
    var after = try fixture.folder.contents(of: "in")
    let made = after.keys.filter { $0.hasPrefix("found") }.sorted()
    #expect(
      made == [
        "found/.oko-results", "found/a10.png", "found/a9.jpg", "found/labels/a10.txt",
        "found/labels/a9.txt", "found/labels/sub/a9.txt", "found/sub/a9.jpg",
      ])
    for name in made { after[name] = nil }
    #expect(after == before)
    let drawn = try ImageDecoder.decode(path: fixture.folder.file("in/found/a10.png")).image
    let original = try ImageDecoder.decode(path: fixture.folder.file("in/a10.png")).image
    #expect(drawn.size == original.size)
    #expect(drawn.samples != original.samples)
    let rows = try String(
      contentsOfFile: fixture.folder.file("in/found/labels/a9.txt"), encoding: .utf8
    ).split(separator: "\n")
    #expect(!rows.isEmpty)
    #expect(rows.allSatisfy { $0.split(separator: " ").compactMap { Double($0) }.count == 6 })
    // A second run passes over what the first has made.
    #expect(try fixture.detect("in", "--output", "in/found").lines.count == 3)
  }

  @Test func picturesOfOneNameGetNamesOfTheirOwn() throws {
    let fixture = try DetectFixture()
    let run = try fixture.detect("in/a9.jpg", "in/sub/a9.jpeg", "--output", "out")
    #expect(run.exitCode == 0)
    let made = try fixture.folder.contents(of: "out").keys.sorted()
    #expect(made == [".oko-results", "a9-2.jpg", "a9.jpg"])
  }

  @Test func aBrokenFileIsReportedAndTheOthersGoOn() throws {
    let fixture = try DetectFixture()
    try fixture.folder.write(Array("<html>".utf8), to: "in/a1.jpg")
    let run = try fixture.detect("in", "absent.png", "--json", "--output", "out")
    #expect(run.exitCode == 2)
    #expect(run.lines.count == 3)
    #expect(run.errors.contains("oko: error: absent.png: no such file"))
    #expect(run.errors.contains("oko: error: in/a1.jpg: "))
    #expect(run.errors.contains("3 pictures, 2 failed"))
    #expect(!fixture.exists("out/a1.jpg"))
  }

  @Test func withNothingToWorkOnTheRunFails() throws {
    let fixture = try DetectFixture()
    try fixture.folder.write([1, 2, 3], to: "broken/a.jpg")
    for path in ["absent.jpg", "*.gif", "broken"] {
      let run = try fixture.detect(path)
      #expect(run.exitCode == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("oko: error: \(path)"))
    }
    #expect(try fixture.detect().exitCode == 64)
  }

  @Test func theFolderOfTheInputsIsNoFolderForResults() throws {
    let fixture = try DetectFixture()
    let before = try fixture.folder.contents(of: "in")
    let run = try fixture.detect("in/a9.jpg", "--output", "in/../in")
    #expect(run.exitCode == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("nothing is overwritten"))
    #expect(try fixture.folder.contents(of: "in") == before)
  }

  @Test func neitherLabelsNorPicturesOfOthersAreReplaced() throws {
    let fixture = try DetectFixture()
    let picture = try fixture.folder.contents(of: "in")["a9.jpg"]
    for name in ["data/images/a9.jpg", "others/a9.jpg"] {
      try fixture.folder.write(Array(#require(picture)), to: name)
    }
    try fixture.folder.write(Array("0 0.5 0.5 0.1 0.1\n".utf8), to: "data/labels/a9.txt")
    let before = try fixture.folder.contents(of: ".")
    for (input, output) in [("data/images", "data"), ("data", "data"), ("in", "others")] {
      let run = try fixture.detect(input, "--output", output, "--save-txt")
      #expect(run.exitCode == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("\(output): holds other files; name a new or empty folder"))
      #expect(try fixture.folder.contents(of: ".") == before)
    }
    let own = try fixture.detect("in", "--output", "in")
    #expect(own.exitCode == 1)
    #expect(own.errors.contains("in: pictures of the input lie in this folder"))
  }

  @Test func anOutputFolderThatCannotBeMadeIsAFailure() throws {
    let fixture = try DetectFixture()
    let run = try fixture.detect("in", "--output", "toy.safetensors/out")
    #expect(run.exitCode == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("oko: error: "))
  }

  @Test func aClassThatTheModelLacksIsWrongUsageWithAHint() throws {
    let fixture = try DetectFixture()
    let run = try fixture.detect("in", "--classes", "car,preson")
    #expect(run.exitCode == 64)
    #expect(run.errors.contains("no class 'preson' (did you mean 'person'?)"))
    #expect(run.errors.contains("it has car, person, truck"))
    #expect(run.output.isEmpty)
  }

  @Test func onlyTheClassesAskedForAreReported() throws {
    let fixture = try DetectFixture()
    let run = try fixture.detect("in/a9.jpg", "--classes", "Truck", "--json")
    let object = try JSONValue(parsing: Array(run.output.utf8))
    let names = try #require(object["detections"]?.array?.map { $0["class"]?.string })
    #expect(!names.isEmpty)
    #expect(names.allSatisfy { $0 == "truck" })
  }

  @Test(arguments: [
    "--conf=7", "--conf=-0.1", "--conf=nan", "--conf=much", "--iou=2", "--max-det=0",
    "--imgsz=9", "--imgsz=99999", "--threads=0", "--save-txt",
  ])
  func aNumberOutOfRangeIsWrongUsage(argument: String) throws {
    let run = try CommandRun(["detect", "a.jpg", argument])
    #expect(run.exitCode == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("oko: error: "))
  }

  @Test func aModelThatIsNotThereIsAFailure() throws {
    let fixture = try DetectFixture()
    for model in ["nosuch", "nosuch.safetensors", "in/a9.jpg"] {
      let run = try CommandRun(["detect", "in", "--model", model], in: fixture.folder.path)
      #expect(run.exitCode == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(model))
    }
  }
}
