import Foundation
import OkoTensors
import OkoTraining
import Testing

@Suite("RunFolder")
struct RunFolderTests {
  @Test("A name that is taken gets a number, an empty folder is used")
  func numbersRuns() throws {
    let folder = try TemporaryFolder()
    let stem = folder.file("runs/detect/street")
    let names = try (0..<3).map { _ in
      let run = try RunFolder.create(stem + "/")
      try run.save(["epochs": 3])
      return run.path
    }
    #expect(names == [stem, stem + "2", stem + "3"])
    #expect(try RunFolder.create(folder.file("empty")).path == folder.file("empty"))
    #expect(try RunFolder.create(folder.file("empty")).path == folder.file("empty"))
  }

  @Test("Arguments come back as they were saved")
  func keepsArguments() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(folder.file("run"))
    var options = TrainingOptions(output: run.path)
    options.stopRule = StopRule(
      epochs: 7, seconds: 90, patience: 3,
      target: try MetricTarget("map50>=0.85", knownMetrics: ["map50"]))
    try run.save(options)
    #expect(try run.arguments(TrainingOptions.self) == options)
    #expect(throws: TrainingError.self) { try run.arguments([Int].self) }
  }

  @Test("A run to go on with is named by its folder or by a checkpoint")
  func findsRuns() throws {
    let folder = try TemporaryFolder()
    #expect(throws: TrainingError.self) { try RunFolder.existing(folder.path) }
    let store = CheckpointStore(folder: folder.path)
    try store.saveLast(TrainingState(tensors: ["a": Tensor([1, 2], shape: [2])]))
    #expect(try RunFolder.existing(folder.path + "/").path == folder.path)
    #expect(try RunFolder.existing(store.last).path == folder.path)
  }
}

@Suite("MovingAverage")
struct MovingAverageTests {
  @Test("The decay grows from nothing to that of the length of the run")
  func decays() {
    var average = MovingAverage(["w": Tensor([0], shape: [1])], plannedSteps: 400)
    #expect(abs(average.decay - 0.95 * (1 - Float(exp(-0.25)))) < 1e-6)
    for _ in 0..<100 { average.update(with: ["w": Tensor([1], shape: [1])]) }
    #expect(abs(average.decay - 0.95) < 1e-6)
    #expect((average.tensors["w"]?.scalar ?? 0) > 0.99)
    let long = MovingAverage([:], plannedSteps: 1_000_000)
    #expect(abs(long.decay - 0.9999 * (1 - Float(exp(-1.0 / 2000)))) < 1e-6)
  }

  @Test("Its state comes back, and another shape is refused")
  func restores() throws {
    var average = MovingAverage(["w": Tensor([0, 1], shape: [2])], plannedSteps: 400)
    average.update(with: ["w": Tensor([3, 4], shape: [2])])
    var other = MovingAverage(["w": Tensor([9, 9], shape: [2])], plannedSteps: 400)
    try other.restore(average.state)
    #expect(other.tensors["w"]?.scalars == average.tensors["w"]?.scalars)
    #expect(other.decay == average.decay)
    var wrong = MovingAverage(["w": Tensor([9], shape: [1])])
    #expect(throws: TrainingError.self) { try wrong.restore(average.state) }
  }
}
