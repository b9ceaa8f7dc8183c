import Foundation
import Oko
import OkoTensors
import OkoTraining
import Testing

/// What every task's training keeps to, run for each of them.
@Suite(.serialized) struct TaskTrainingTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  private var data: String { folder.path + "/shapes" }

  private func options<Loop: LoopUnderTest>(
    _ loop: Loop.Type, epochs: Int, output: String
  ) throws -> Loop.Training.Options {
    if !FileManager.default.fileExists(atPath: data) { try loop.writeData(to: data) }
    var options = loop.options(data: data, output: folder.path + "/" + output)
    options.stopRule = StopRule(epochs: epochs)
    options.evaluationInterval = 50
    return options
  }

  private func trained<Loop: LoopUnderTest>(
    _ loop: Loop.Type, epochs: Int = 1, from initialModel: String? = nil, workers: Int = 2,
    output: String = "run"
  ) throws -> Loop.Training {
    var options = try options(loop, epochs: epochs, output: output)
    (options.initialModel, options.workers) = (initialModel, workers)
    var training = try Loop.Training(options)
    _ = try training.run()
    return training
  }

  private func resumed<Training: TaskTraining>(_ training: Training) throws -> Training {
    try Training.resumed(RunFolder.existing(training.options.output))
  }

  private func bits(_ training: some TaskTraining) throws -> [String: [UInt32]] {
    try CheckpointStore.read(training.options.output + "/last.safetensors").tensors.mapValues {
      $0.scalars.map(\.bitPattern)
    }
  }

  @Test(arguments: TaskUnderTest.allCases)
  func neitherThreadsNorAnInterruptionChangeABit(task: TaskUnderTest) throws {
    func check<Loop: LoopUnderTest>(_ loop: Loop.Type) throws {
      let whole = try bits(trained(loop, epochs: 3, output: "whole"))
      let before = Workers.shared.threadCount
      Workers.shared.threadCount = 1
      defer { Workers.shared.threadCount = before }
      #expect(try bits(trained(loop, epochs: 3, workers: 1, output: "alone")) == whole)
      #expect(try bits(interruptedAndResumed(loop)) == whole)
    }
    try task.run { try check($0) }
  }

  /// A run of three epochs that is stopped in the second and taken up again.
  private func interruptedAndResumed<Loop: LoopUnderTest>(
    _ loop: Loop.Type
  ) throws -> Loop.Training {
    var training = try Loop.Training(options(loop, epochs: 3, output: "interrupted"))
    var questions = 0
    let reason = try training.run {
      questions += 1
      return questions == 4
    }
    guard case .interrupted = reason else {
      Issue.record("not interrupted, but \(reason)")
      return training
    }
    var resumed = try resumed(training)
    _ = try resumed.run(resuming: true)
    return resumed
  }

  private func expectRefusal(_ training: some TaskTraining, naming text: String) throws {
    let error = #expect(throws: TrainingError.self) {
      var resumed = try resumed(training)
      _ = try resumed.run(resuming: true)
    }
    #expect(error?.code == .checkpoint)
    #expect(error?.message.hasPrefix("the dataset has changed since") == true)
    #expect(error?.message.contains(text) == true)
  }

  @Test(arguments: TaskUnderTest.allCases)
  func aRunIsNotTakenUpOnOtherClassesOrLabels(task: TaskUnderTest) throws {
    func check<Loop: LoopUnderTest>(_ loop: Loop.Type) throws {
      let training = try trained(loop)
      try loop.renameClass(in: data, back: false)
      try expectRefusal(training, naming: loop.renamedClasses)
      try loop.renameClass(in: data, back: true)
      try loop.changeLabels(in: data, back: false)
      try expectRefusal(training, naming: "other pictures or labels")
      try loop.changeLabels(in: data, back: true)
      var resumed = try resumed(training)
      #expect(try resumed.run(resuming: true) == .epochs(1))
    }
    try task.run { try check($0) }
  }

  @Test(arguments: TaskUnderTest.allCases)
  func aRunIsTakenUpWithoutTheModelThatItBeganWith(task: TaskUnderTest) throws {
    func check<Loop: LoopUnderTest>(_ loop: Loop.Type) throws {
      let first = try trained(loop, output: "first")
      let model = first.options.output + "/best.safetensors"
      let second = try trained(loop, from: model, output: "second")
      try FileManager.default.removeItem(atPath: model)
      let runFolder = try RunFolder.existing(second.options.output)
      var options = try runFolder.arguments(Loop.Training.Options.self)
      options.stopRule.epochs = 2
      try runFolder.save(options)
      var resumed = try resumed(second)
      #expect(resumed.options.initialModel == model)
      #expect(try resumed.run(resuming: true) == .epochs(2))
      // The model says what it began with, but not where that lay.
      let state = try CheckpointStore.read(second.options.output + "/last.safetensors")
      let told = try #require(state.strings["training"])
      #expect(told.contains("\"initialModel\":\"best.safetensors\""))
      #expect(!told.contains(folder.path))
    }
    try task.run { try check($0) }
  }

  @Test(arguments: TaskUnderTest.allCases)
  func aRunNotesWhereItsDataIsAndOverwritesNoOther(task: TaskUnderTest) throws {
    func check<Loop: LoopUnderTest>(_ loop: Loop.Type) throws {
      let first = try trained(loop)
      let second = try trained(loop)
      #expect(second.options.output == first.options.output + "2")
      var relative = try options(loop, epochs: 1, output: "third")
      // The way up from here to the root and down again.
      let up = FileManager.default.currentDirectoryPath.split(separator: "/").map { _ in ".." }
      relative.data = up.joined(separator: "/") + data
      var training = try Loop.Training(relative)
      try training.makeFolder()
      try training.makeFolder()
      #expect(training.options.output == folder.path + "/third")
      let noted = try String(
        contentsOfFile: folder.path + "/third/training.json", encoding: .utf8)
      #expect(noted.contains("\"data\" : \"/"))
    }
    try task.run { try check($0) }
  }

  @Test(arguments: TaskUnderTest.allCases)
  func aRunLeavesItsLogsAndTheDataAsItWas(task: TaskUnderTest) throws {
    func check<Loop: LoopUnderTest>(_ loop: Loop.Type) throws {
      _ = try options(loop, epochs: 1, output: "run")
      let before = try contents(of: data)
      let training = try trained(loop)
      #expect(try contents(of: data) == before)
      let files = try FileManager.default.contentsOfDirectory(atPath: training.options.output)
      for name in [
        "best.safetensors", "last.safetensors", "results.csv", "curves.png", "batch.png",
        "training.json",
      ] {
        #expect(files.contains(name))
      }
      #expect(files.contains { $0.hasPrefix("events.out.tfevents") })
    }
    try task.run { try check($0) }
  }

  private func contents(of folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      files[path] = FileManager.default.contents(atPath: folder + "/" + path)
    }
    return files
  }
}
