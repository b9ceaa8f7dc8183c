import Foundation
import Oko
import OkoImaging
import OkoJSON
import Testing

@Suite struct QuantizeCommandTests {
  private func contents(_ name: String, _ folder: TemporaryFolder) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
  }

  @Test func aDetectorIsQuantizedAndPredictsInBytes() throws {
    let fixture = try DetectFixture()
    try SyntheticDataset.write(
      SyntheticKind.street.source(size: Size(width: 96, height: 64)), count: 10,
      to: fixture.folder.file("streets"))
    let (model, data) = (
      try contents("toy.safetensors", fixture.folder), try fixture.folder.contents(of: "streets")
    )
    let run = try CommandRun(
      ["quantize", "toy.safetensors", "--data", "streets", "--json"], in: fixture.folder.path)
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("the model is runs/quantize/toy/toy.safetensors"))
    let report = try JSONValue(parsing: Array(run.output.utf8))
    #expect(report["f32"]?["mAP50"]?.double != nil)
    #expect(report["int8"]?["mAP50"]?.double != nil)
    #expect(report["observed"]?.int == 8)
    #expect(try #require(report["quantized"]?.int) > 50)
    // Nothing that was there is touched.
    #expect(try contents("toy.safetensors", fixture.folder) == model)
    #expect(try fixture.folder.contents(of: "streets") == data)

    func found(_ model: String, _ arguments: String...) throws -> String {
      let run = try CommandRun(
        ["detect", "in/a10.png", "--json", "--conf", "0.001", "--model", model] + arguments,
        in: fixture.folder.path)
      #expect(run.exitCode == 0)
      let detections = try JSONValue(parsing: Array(run.output.utf8))["detections"]
      return try #require(detections).serialized()
    }
    let floats = try found("toy.safetensors")
    let quantized = "runs/quantize/toy/toy.safetensors"
    #expect(try found(quantized) != floats)
    #expect(try found(quantized, "--precision", "int8") == found(quantized))
    #expect(try found(quantized, "--precision", "f32") == floats)
    let halves = try found("toy.safetensors", "--precision", "bf16")
    #expect(try found(quantized, "--precision", "bf16") == halves)
  }

  @Test func aFolderWithoutLabelsWillDo() throws {
    let fixture = try ClassifyFixture()
    let run = try CommandRun(
      [
        "quantize", "toy.safetensors", "--data", "in", "--output", "q.safetensors", "--json",
        "--pictures", "1",
      ], in: fixture.folder.path)
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("oko: warning: no scores, as there are no labels that fit"))
    let report = try JSONValue(parsing: Array(run.output.utf8))
    let loss = try #require(report["loss"]?.double)
    #expect(loss <= 0.05 && loss == report["difference"]?.double)
    #expect(report["observed"]?.int == 1)
    #expect(
      try Classifier.load(fixture.folder.file("q.safetensors"), precision: .int8).classNames
        == Classifier.load(fixture.folder.file("toy.safetensors")).classNames)
  }

  @Test func wrongUseIsToldFromFailure() throws {
    let fixture = try ClassifyFixture()
    func run(_ arguments: String...) throws -> CommandRun {
      try CommandRun(["quantize"] + arguments, in: fixture.folder.path)
    }
    let inside = try run("toy.safetensors", "--data", "in", "--output", "in/x.safetensors")
    #expect(inside.exitCode == 1 && inside.errors.contains("lies in the dataset"))
    let replacing = try run("toy.safetensors", "--data", "pets", "--output", "in/a10.png")
    #expect(replacing.exitCode == 1 && replacing.errors.contains("is there and no model of Oko"))
    let itself = try run("toy.safetensors", "--data", "pets", "--output", "toy.safetensors")
    #expect(itself.exitCode == 1 && itself.errors.contains("say --overwrite"))
    let absent = try run("toy.safetensors", "--data", "absent")
    #expect(absent.exitCode == 1 && absent.errors.contains("absent: no such file or folder"))
    let missing = try run("missing.safetensors", "--data", "in")
    #expect(missing.exitCode == 1 && missing.errors.contains("missing.safetensors"))
    #expect(try run("toy.safetensors").exitCode == 64)
    #expect(try run("toy.safetensors", "--data", "in", "--tolerance", "2").exitCode == 64)
    #expect(try run("toy.safetensors", "--data", "in", "--pictures", "0").exitCode == 64)
    let early = try CommandRun(
      ["classify", "in/a10.png", "--model", "toy.safetensors", "--precision", "int8"],
      in: fixture.folder.path)
    #expect(early.exitCode == 1 && early.errors.contains("oko quantize"))
    let files = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path)
    #expect(!files.contains("runs"))
  }
}
