import Foundation
import Oko
import OkoNetworks
import Testing

@Suite struct CalibrateCommandTests {
  @Test func aCalibratedClassifierIsWrittenBesideTheDiagram() throws {
    let fixture = try ClassifyFixture()
    let folder = fixture.folder
    let (model, data) = (try contents("toy.safetensors", folder), try folder.contents(of: "pets"))
    let run = try fixture.run("calibrate", "classify", "--data", "pets", "--split", "train")
    #expect(run.exitCode == 0)
    #expect(run.output.contains("temperature") && run.output.contains("\nECE "))
    #expect(run.errors.contains("the model is runs/calibrate/toy/toy.safetensors"))
    #expect(run.errors.contains("oko: warning: the temperature is fitted to "))
    let files = Set(try folder.contents(of: "runs/calibrate/toy").keys)
    #expect(files == ["calibration.json", "reliability.png", "toy.safetensors"])
    // Nothing that was there is touched.
    #expect(try contents("toy.safetensors", folder) == model)
    #expect(try folder.contents(of: "pets") == data)

    let told = try JSONValue(
      parsing: [UInt8](contents("runs/calibrate/toy/calibration.json", folder)))
    let calibrated = try Classifier.load(folder.file("runs/calibrate/toy/toy.safetensors"))
    let fitted = try #require(told["temperature"]?["after"]?.double)
    #expect(abs(Double(calibrated.description.temperature) - fitted) < 1e-6 && fitted != 1)
    // Calibrated once more, it is what it was.
    let again = try CommandRun(
      [
        "calibrate", "classify", "--data", "pets", "--split", "train", "--json", "--model",
        "runs/calibrate/toy/toy.safetensors", "--output", "toy.safetensors", "--overwrite",
      ], in: folder.path)
    let report = try JSONValue(parsing: Array(again.output.utf8))
    #expect(report["temperature"]?["before"]?.double == fitted)
    #expect(report["temperature"]?["after"]?.double == fitted)
    #expect(report["schema_version"]?.int == 1)
    let bytes = try contents("runs/calibrate/toy/toy.safetensors", folder)
    #expect(try contents("toy.safetensors", folder) == bytes)
  }

  private func contents(_ name: String, _ folder: TemporaryFolder) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
  }

  @Test func aDetectorIsCalibratedWithABias() throws {
    let fixture = try DetectFixture()
    try SyntheticDataset.write(
      SyntheticKind.street.source(size: Size(width: 96, height: 64)), count: 10,
      to: fixture.folder.file("streets"))
    let run = try CommandRun(
      [
        "calibrate", "detect", "--model", "toy.safetensors", "--data", "streets", "--split",
        "train", "--conf", "0.001", "--bias",
      ], in: fixture.folder.path)
    #expect(run.exitCode == 0)
    #expect(run.output.contains("D-ECE, placed") && run.output.contains("\nmAP50 "))
    let detector = try Detector.load(
      fixture.folder.file("runs/calibrate/toy/toy.safetensors"))
    #expect(detector.description.bias != 0 && detector.description.temperature > 0)
    // Nothing is as sure as the default asks for.
    let none = try CommandRun(
      [
        "calibrate", "detect", "--model", "toy.safetensors", "--data", "streets", "--conf", "1",
      ], in: fixture.folder.path)
    #expect(none.exitCode == 1 && none.output.isEmpty)
    #expect(
      none.errors.contains(
        "oko: error: toy.safetensors finds no detections in 2 pictures of streets: "
          + "there is nothing to calibrate on, and nothing is written"))
    let runs = try FileManager.default.contentsOfDirectory(
      atPath: fixture.folder.file("runs/calibrate"))
    #expect(runs == ["toy"])
  }

  @Test func wrongUseIsToldFromFailure() throws {
    let fixture = try ClassifyFixture()
    let picture = try contents("in/a10.png", fixture.folder)
    let absent = try fixture.run("calibrate", "classify", "--data", "pets", "--split", "test")
    #expect(absent.exitCode == 1 && absent.errors.contains("no pictures in test"))
    let inside = try fixture.run(
      "calibrate", "classify", "--data", "pets", "--output", "pets/cat/x.safetensors")
    #expect(inside.exitCode == 1 && inside.output.isEmpty)
    #expect(inside.errors.contains("lies in the dataset"))
    let nowhere = try fixture.run(
      "calibrate", "classify", "--data", "pets", "--output", "absent/x.safetensors")
    #expect(nowhere.exitCode == 1 && nowhere.errors.contains("absent/x.safetensors"))
    let replacing = try fixture.run(
      "calibrate", "classify", "--data", "pets", "--output", "in/a10.png")
    #expect(replacing.exitCode == 1 && replacing.output.isEmpty)
    #expect(replacing.errors.hasPrefix("oko: error: in/a10.png: is there and no model of Oko"))
    #expect(try contents("in/a10.png", fixture.folder) == picture)
    let itself = try fixture.run(
      "calibrate", "classify", "--data", "pets", "--output", "toy.safetensors")
    #expect(itself.exitCode == 1 && itself.errors.contains("say --overwrite"))
    #expect(try fixture.run("calibrate", "classify").exitCode == 64)
    #expect(try fixture.run("calibrate", "detect", "--data", "x", "--conf", "2").exitCode == 64)
    let other = try CommandRun(
      ["calibrate", "detect", "--data", "pets", "--model", "toy.safetensors"],
      in: fixture.folder.path)
    #expect(other.exitCode == 1 && other.errors.contains("a model for \"classify\""))
    let files = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path)
    #expect(!files.contains("runs"))
  }

  @Test(
    arguments: ["detect", "segment", "classify"], ["-1", "nan", "inf", "warm", "-inf", "1e99"])
  func aTemperatureThatIsNoneIsWrongUse(command: String, value: String) throws {
    let run = try CommandRun([command, "a.png", "--temperature=\(value)"])
    #expect(run.exitCode == 64 && run.output.isEmpty)
    #expect(run.errors.contains("temperature"))
  }

  @Test func theTemperatureOfTheCommandReplacesThatOfTheModel() throws {
    let fixture = try ClassifyFixture()
    func probabilities(_ arguments: String...) throws -> [Double] {
      let run = try CommandRun(
        ["classify", "in/a10.png", "--json"] + arguments, in: fixture.folder.path)
      let classes = try JSONValue(parsing: Array(run.output.utf8))["classes"]?.array
      return try #require(classes).compactMap { $0["probability"]?.double }
    }
    let plain = try probabilities("--model", "toy.safetensors")
    #expect(try probabilities("--model", "toy.safetensors", "--temperature", "1") == plain)
    #expect(try probabilities("--model", "toy.safetensors", "--temperature", "0") == [1, 0, 0])
    let flat = try probabilities("--model", "toy.safetensors", "--temperature", "1e9")
    #expect(flat.allSatisfy { abs($0 - 1.0 / 3) < 1e-5 })
    let bytes = try ModelFile.bytes(
      of: [UInt8](contents("toy.safetensors", fixture.folder)), Temperature(5))
    try fixture.folder.write(bytes, to: "warm.safetensors")
    let warm = try probabilities("--model", "warm.safetensors")
    let asked = try probabilities("--temperature=5", "--model=toy.safetensors")
    #expect(warm != plain && warm == asked)
    #expect(try probabilities("--model", "warm.safetensors", "--temperature", "1") == plain)
  }

  @Test func boxesAndThingsAreAsSureAsTheTemperatureSays() throws {
    let detect = try DetectFixture()
    func confidences(_ arguments: String...) throws -> [Double] {
      let run = try CommandRun(
        ["detect", "--model", "toy.safetensors", "in/a10.png", "--json"] + arguments,
        in: detect.folder.path)
      let found = try JSONValue(parsing: Array(run.output.utf8))["detections"]?.array
      return try #require(found).compactMap { $0["confidence"]?.double }
    }
    let plain = try confidences("--conf", "0.001")
    // Random weights find everything unlikely, so that more is surer the flatter it is.
    #expect(try !plain.isEmpty && confidences("--conf", "0.25").isEmpty)
    let flat = try confidences("--conf", "0.25", "--temperature", "1000")
    #expect(flat.count >= plain.count && flat.allSatisfy { abs($0 - 0.5) < 0.01 })
    #expect(try confidences("--conf", "0.001", "--temperature", "0").isEmpty)

    let segment = try SegmentFixture()
    func things(_ arguments: String...) throws -> [[Double]] {
      let run = try CommandRun(
        ["segment", "--model", "toy.safetensors", "in/a10.png", "--json"] + arguments,
        in: segment.folder.path)
      let found = try JSONValue(parsing: Array(run.output.utf8))["instances"]?.array
      return try #require(found).map { thing in
        [thing["confidence"]?.double ?? 0, Double(thing["area"]?.int ?? 0)]
      }
    }
    let (usual, sure, unsure) = (
      try things(), try things("--temperature", "0"), try things("--temperature", "1e6")
    )
    #expect(usual.map(\.[1]) == sure.map(\.[1]) && usual.map(\.[1]) == unsure.map(\.[1]))
    #expect(!usual.isEmpty && sure.allSatisfy { $0[0] == 1 })
    #expect(unsure.allSatisfy { abs($0[0] - 1.0 / 3) < 0.01 })
  }
}
