import Foundation
import Oko
import Testing

@Suite struct ModelsCommandTests {
  /// A folder with a model of six weights called `toy`.
  private func folder(task: String = "detection", training: String = "") throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let header: JSONValue = [
      "__metadata__": [
        "task": .string(task), "class_names": "[\"cat\",\"dog\"]", "licence": "CC0",
        "scores": "mAP50 0.9", "training": .string(training),
      ],
      "w": ["dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]],
    ]
    let text = Array(header.serialized().utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    let bytes = length + text + [UInt8](repeating: 0, count: 24)
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file("toy.safetensors")))
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder.file("damaged.safetensors")))
    return folder
  }

  @Test func aModelIsListedWithWhatItsFileSays() throws {
    let folder = try folder()
    let run = try CommandRun(["models"], environment: ["OKO_MODELS": folder.path])
    #expect(run.exitCode == 0)
    #expect(run.output.contains("toy: 0.0 M weights"))
    #expect(run.output.contains("  classes       cat, dog\n"))
    #expect(run.output.contains("  licence       CC0\n"))
    #expect(!run.output.contains("damaged"))
  }

  @Test func theListAsJSONHasTheMetadata() throws {
    let folder = try folder()
    let run = try CommandRun(["models", "--json"], environment: ["OKO_MODELS": folder.path])
    let list = try JSONValue(parsing: Array(run.output.utf8))
    let toy = try #require(list["models"]?.array?.first { $0["name"]?.string == "toy" })
    #expect(list["schema_version"]?.int == 1)
    #expect(toy["weights"]?.int == 6)
    #expect(toy["path"]?.string == folder.file("toy.safetensors"))
    #expect(toy["metadata"]?["scores"]?.string == "mAP50 0.9")
  }

  @Test func theCommandThatTrainedAModelIsShownWhereThereIsOne() throws {
    var options = DetectionTrainingOptions(data: "my set", output: "run")
    for (seconds, shown) in [(90.0, true), (1e300, false)] {
      options.stopRule.seconds = seconds
      let text = String(decoding: try JSONEncoder().encode(options), as: UTF8.self)
      let folder = try folder(task: "detect", training: text)
      let run = try CommandRun(["models"], environment: ["OKO_MODELS": folder.path])
      #expect(run.exitCode == 0)
      let command = "  command       oko train detect --data 'my set' --time 90s\n"
      #expect(run.output.contains(command) == shown)
      #expect(run.output.contains("my set") == shown)
    }
  }

  @Test(.timeLimit(.minutes(1))) func aPipeAmongTheModelsIsPassedOver() throws {
    let folder = try folder()
    #expect(mkfifo(folder.file("pipe.safetensors"), 0o600) == 0)
    let run = try CommandRun(["models"], environment: ["OKO_MODELS": folder.path])
    #expect(run.output.contains("toy: "))
    #expect(!run.output.contains("pipe"))
  }
}
