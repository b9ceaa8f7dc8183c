import Foundation
import Oko
import OkoTraining
import Testing

/// What a run notes in its folder, and what it is taken up with.
@Suite(.serialized) struct DetectionResumeTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  private var data: String { folder.path + "/shapes" }

  /// An epoch on ten pictures of 64 × 64 pixels.
  private func trained(
    from initialModel: String? = nil, output: String = "run"
  ) throws -> DetectionTraining {
    if !FileManager.default.fileExists(atPath: data) {
      let source = SyntheticKind.shapes.source(size: Size(width: 64, height: 64), seed: 3)
      try SyntheticDataset.write(source, count: 10, to: data)
    }
    var options = DetectionTrainingOptions(data: data, output: folder.path + "/" + output)
    (options.imageSize, options.batchSize, options.initialModel) = (64, 4, initialModel)
    options.stopRule = StopRule(epochs: 1)
    var training = try DetectionTraining(options)
    _ = try training.run()
    return training
  }

  private func resumed(_ training: DetectionTraining) throws -> DetectionTraining {
    try DetectionTraining.resumed(RunFolder.existing(training.options.output))
  }

  private func expectRefusal(_ training: DetectionTraining, naming text: String) throws {
    let error = #expect(throws: TrainingError.self) {
      var resumed = try resumed(training)
      _ = try resumed.run(resuming: true)
    }
    #expect(error?.code == .checkpoint)
    #expect(error?.message.hasPrefix("the dataset has changed since") == true)
    #expect(error?.message.contains(text) == true)
  }

  private func replace(_ text: String, with other: String, in name: String) throws {
    let path = data + "/" + name
    let content = try String(contentsOfFile: path, encoding: .utf8)
    #expect(content.contains(text))
    try content.replacingOccurrences(of: text, with: other)
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  @Test func aRunIsNotTakenUpOnOtherClassesOrLabels() throws {
    let training = try trained()
    try replace("square", with: "box", in: "data.yaml")
    try expectRefusal(training, naming: "circle, box, triangle")
    try replace("box", with: "square", in: "data.yaml")
    let label = data + "/labels/val/00004.txt"
    let content = try Data(contentsOf: URL(fileURLWithPath: label))
    try Data().write(to: URL(fileURLWithPath: label))
    try expectRefusal(training, naming: "other pictures or labels")
    try content.write(to: URL(fileURLWithPath: label))
    var resumed = try resumed(training)
    #expect(try resumed.run(resuming: true) == .epochs(1))
  }

  @Test func aRunIsTakenUpWithoutTheModelThatItBeganWith() throws {
    let first = try trained(output: "first")
    let model = first.options.output + "/best.safetensors"
    let second = try trained(from: model, output: "second")
    try FileManager.default.removeItem(atPath: model)
    let runFolder = try RunFolder.existing(second.options.output)
    var options = try runFolder.arguments(DetectionTrainingOptions.self)
    options.stopRule.epochs = 2
    try runFolder.save(options)
    var resumed = try resumed(second)
    #expect(resumed.options.initialModel == model && resumed.adopted == nil)
    #expect(try resumed.run(resuming: true) == .epochs(2))
    // The model says what it began with, but not where that lay.
    let state = try CheckpointStore.read(second.options.output + "/last.safetensors")
    let told = try #require(state.strings["training"])
    #expect(told.contains("\"initialModel\":\"best.safetensors\""))
    #expect(!told.contains(folder.path))
  }

  @Test func aRunNotesWhereItsDataIsAndOverwritesNoOther() throws {
    let first = try trained()
    let second = try trained()
    #expect(second.options.output == first.options.output + "2")
    var relative = DetectionTrainingOptions(data: "", output: folder.path + "/third")
    // The way up from here to the root and down again.
    let up = FileManager.default.currentDirectoryPath.split(separator: "/").map { _ in ".." }
    relative.data = up.joined(separator: "/") + data
    (relative.imageSize, relative.batchSize) = (64, 4)
    var training = try DetectionTraining(relative)
    try training.makeFolder()
    try training.makeFolder()
    #expect(training.options.output == folder.path + "/third")
    let noted = try String(
      contentsOfFile: folder.path + "/third/training.json", encoding: .utf8)
    #expect(noted.contains("\"data\" : \"/"))
    // The same pictures wherever the folder is named from.
    #expect(training.dataset.fingerprint == first.dataset.fingerprint)
  }
}
