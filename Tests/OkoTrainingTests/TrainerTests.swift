import Foundation
import OkoTensors
import OkoTraining
import Testing
import ToyTraining

@Suite("Trainer", .serialized)
struct TrainerTests {
  /// The state that a run leaves behind, as bytes of every tensor.
  private func bits(_ folder: TemporaryFolder) throws -> [String: [UInt32]] {
    try CheckpointStore.read(folder.file("last.safetensors")).tensors.mapValues {
      $0.scalars.map(\.bitPattern)
    }
  }

  private func train(
    _ folder: TemporaryFolder, epochs: Int = 6, workers: Int = 2, resuming: Bool = false,
    interruptAfter step: Int? = nil, model: ToyModel = ToyModel(seed: 0),
    observers: [any TrainingObserver] = [], change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> StopReason {
    var options = ToyData.options(output: folder.path, epochs: epochs, workers: workers)
    change(&options)
    var steps = 0
    let trainer = try Trainer(
      model, loader: ToyData.loader(options: options), options: options, observers: observers
    ) {
      steps += 1
      return steps == step
    }
    return try trainer.run(resuming: resuming)
  }

  @Test("A run learns, and says that all its epochs are done")
  func learns() throws {
    let folder = try TemporaryFolder()
    let recorder = Recorder()
    let reason = try train(folder, epochs: 30, observers: [recorder])
    #expect(reason == .epochs(30))
    #expect(reason.description == "all 30 epochs are done")
    let epochs = recorder.history.epochs
    #expect(epochs.count == 30)
    #expect((epochs.last?.losses["square"] ?? 1) < (epochs.first?.losses["square"] ?? 0) / 4)
    #expect((epochs.last?.metrics.score ?? 0) > 0.85)
    #expect(epochs.last?.step == 30 * 13)
  }

  @Test("Steps multiply in the precision of the options, evaluations in floats")
  func stepsHaveThePrecisionOfTheOptions() throws {
    for precision in TrainingPrecision.allCases {
      let model = ToyModel(seed: 0)
      _ = try train(try TemporaryFolder(), epochs: 1, model: model) { $0.precision = precision }
      #expect(model.precisions.steps == [precision])
      #expect(model.precisions.evaluations == [.float32])
    }
  }

  @Test("The number of loading threads changes no bit", arguments: [1, 3, 8])
  func sameBitsAtAnyNumberOfThreads(workers: Int) throws {
    let (one, other) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try train(one, workers: 1)
    _ = try train(other, workers: workers)
    #expect(try bits(one) == bits(other))
  }

  @Test(
    "A run taken up in an epoch, at its end or in its evaluation ends with the same bits",
    arguments: [1, 7, 13, 14, 20, 77, 78, 79, 160])
  func resumesBitExactly(step: Int) throws {
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try train(whole)
    let reason = try train(broken, interruptAfter: step)
    guard case .interrupted(let text) = reason else {
      Issue.record("not interrupted: \(reason)")
      return
    }
    #expect(text.contains("--resume \(broken.path)"))
    #expect(try train(broken, resuming: true, model: ToyModel(seed: 99)) == .epochs(6))
    #expect(try bits(whole) == bits(broken))
    #expect(
      try CheckpointStore.read(whole.file("best.safetensors")).tensors.mapValues(\.scalars)
        == CheckpointStore.read(broken.file("best.safetensors")).tensors.mapValues(\.scalars))
  }

  @Test("A finished run goes on when it is resumed with more epochs")
  func goesOn() throws {
    let folder = try TemporaryFolder()
    _ = try train(folder, epochs: 2)
    #expect(try train(folder, epochs: 2, resuming: true) == .epochs(2))
    let recorder = Recorder()
    #expect(try train(folder, epochs: 3, resuming: true, observers: [recorder]) == .epochs(3))
    #expect(recorder.history.epochs.map(\.number) == [1, 2, 3])
  }

  @Test("A damaged checkpoint gives way to the one before it, with a note")
  func fallsBack() throws {
    let (whole, damaged) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try train(whole)
    _ = try train(damaged, interruptAfter: 41)
    let last = damaged.file("last.safetensors")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: last))
    bytes[bytes.count - 3] ^= 0x10
    try bytes.write(to: URL(fileURLWithPath: last))
    let recorder = Recorder()
    #expect(try train(damaged, resuming: true, observers: [recorder]) == .epochs(6))
    #expect(recorder.notes.first?.contains("damaged") == true)
    #expect(recorder.notes.first?.contains("previous.safetensors") == true)
    #expect(try bits(whole) == bits(damaged))
    // It never took the place of the whole one.
    _ = try CheckpointStore.read(damaged.file("previous.safetensors"))
    #expect(FileManager.default.fileExists(atPath: damaged.file("damaged.safetensors")))
  }

  @Test("A checkpoint cut short at any length is refused")
  func refusesTruncation() throws {
    let folder = try TemporaryFolder()
    _ = try train(folder, epochs: 1)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("last.safetensors")))
    for length in [0, 7, 8, 100, bytes.count / 2, bytes.count - 1] {
      let path = folder.file("cut\(length)")
      try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(throws: TrainingError.self) { try CheckpointStore.read(path) }
    }
  }

  @Test("A run is not taken up with other data")
  func refusesOtherData() throws {
    let folder = try TemporaryFolder()
    _ = try train(folder, epochs: 1)
    let error = #expect(throws: TrainingError.self) {
      try train(folder, resuming: true) { $0.batchSize = 4 }
    }
    #expect(error?.message.contains("batches of 8") == true)
  }

  @Test("A loss that is not finite stops with the step, its parts and the files")
  func stopsAtNonFiniteLoss() throws {
    let folder = try TemporaryFolder()
    let model = ToyModel(seed: 0)
    model.brokenStep = 13 + 7
    let error = #expect(throws: TrainingError.self) { try train(folder, model: model) }
    #expect(error?.code == .nonFinite)
    let message = error?.message ?? ""
    #expect(message.contains("step 7 of epoch 2"))
    #expect(message.contains("square nan, first 0."))
    #expect(message.contains(".png, sample"))
    let state = try CheckpointStore.read(folder.file("last.safetensors"))
    let progress = try state.decode(TrainingProgress.self, from: "training.progress")
    #expect(progress.epoch == 1)
    #expect(progress.stepInEpoch == 5)
  }

  @Test("Weights that are not finite reach neither checkpoint")
  func keepsCheckpointsFinite() throws {
    let folder = try TemporaryFolder()
    let model = ToyModel(seed: 0)
    (model.poisonedStep, model.scores) = (26, [0.1, 0.9])
    let error = #expect(throws: TrainingError.self) { try train(folder, model: model) }
    #expect(error?.code == .nonFinite)
    for name in ["last", "best"] {
      let state = try CheckpointStore.read(folder.file(name + ".safetensors"))
      #expect(state.tensors.values.allSatisfy { $0.scalars.allSatisfy(\.isFinite) })
    }
    #expect(try train(folder, resuming: true) == .epochs(6))
  }

  @Test("Patience counts from the best epoch")
  func losesPatience() throws {
    let folder = try TemporaryFolder()
    let model = ToyModel(seed: 0)
    model.scores = [0.1, 0.5, 0.4, 0.5, 0.3, 0.2]
    let reason = try train(folder, epochs: 20, model: model) { $0.stopRule.patience = 3 }
    #expect(reason == .patience("no better score for 3 epochs (best 0.5000 at epoch 2)"))
  }

  @Test("A target stops the run in words")
  func reachesTarget() throws {
    let folder = try TemporaryFolder()
    let model = ToyModel(seed: 0)
    model.scores = [0.1, 0.5, 0.9]
    let target = try MetricTarget("score >= 0.85", knownMetrics: model.metricNames)
    let reason = try train(folder, epochs: 20, model: model) { $0.stopRule.target = target }
    #expect(reason == .target("score is 0.9000: score>=0.85 is reached"))
  }

  @Test("A time limit plans the epochs from the measured speed and keeps to it")
  func keepsTime() throws {
    let folder = try TemporaryFolder()
    let model = ToyModel(seed: 0)
    model.restMicroseconds = 2000
    let recorder = Recorder()
    let start = ContinuousClock.now
    let reason = try train(folder, epochs: 1000, model: model, observers: [recorder]) {
      $0.stopRule.seconds = 1.5
    }
    let seconds = start.duration(to: .now) / .seconds(1)
    guard case .time = reason else {
      Issue.record("stopped for another reason: \(reason)")
      return
    }
    #expect(seconds > 0.5 && seconds < 3)
    #expect(recorder.notes.contains { $0.hasPrefix("planned ") && $0.contains("--epochs ") })
    #expect(Set(model.plans.map(\.plannedEpochs)).count == 2)
  }

  @Test("A run without evaluations between keeps to its interval, and evaluates at the end")
  func evaluatesAtIntervals() throws {
    let folder = try TemporaryFolder()
    let recorder = Recorder()
    _ = try train(folder, epochs: 5, observers: [recorder]) { $0.evaluationInterval = 2 }
    #expect(
      recorder.history.epochs.map(\.metrics.values.isEmpty) == [true, false, true, false, false])
  }

  @Test("Where no epoch has a score, the last one's model is the best, and a note says so")
  func keepsTheLastWhereNothingIsScored() throws {
    let folder = try TemporaryFolder()
    let (model, recorder) = (ToyModel(seed: 0), Recorder())
    model.scores = [.nan, .nan, .nan]
    _ = try train(folder, epochs: 3, interruptAfter: 20, model: model)
    #expect(!FileManager.default.fileExists(atPath: folder.file("best.safetensors")))
    _ = try train(folder, epochs: 3, resuming: true, model: model, observers: [recorder])
    #expect(!recorder.history.epochs.contains { $0.isBest })
    let best = try CheckpointStore.read(folder.file("best.safetensors"))
    #expect(best.tensors.mapValues(\.scalars) == model.model.tensors.mapValues(\.scalars))
    #expect(recorder.notes.contains { $0.hasPrefix("no epoch has a score") })
  }
}

/// Keeps what it hears.
final class Recorder: TrainingObserver {
  var history = TrainingHistory()
  var notes: [String] = []
  var steps: [StepReport] = []

  func observe(_ event: TrainingEvent, history: TrainingHistory) throws {
    self.history = history
    switch event {
    case .note(let text): notes.append(text)
    case .step(let report): steps.append(report)
    default: break
    }
  }
}
