import OkoImaging
import OkoNetworks
import OkoTraining

/// A generator and its discriminator in training: what `Trainer` drives.
final class GenerationTrainee: Trainable {
  typealias Batch = GenerationBatch

  private let networks: AdversarialNetworks
  private let description: ModelDescription
  private let monitor: GenerationMonitor
  private let checkpoints: CheckpointStore
  private var health = GenerationHealth()
  /// What the last evaluation found, and what is done about it.
  private(set) var remarks: [String] = []

  /// Makes it; states to come back to are kept in `checkpoints`.
  init(
    _ networks: AdversarialNetworks, description: ModelDescription, monitor: GenerationMonitor,
    checkpoints: CheckpointStore
  ) {
    (self.networks, self.description) = (networks, description)
    (self.monitor, self.checkpoints) = (monitor, checkpoints)
  }

  var metricNames: [String] { monitor.metricNames }

  func begin(_ epoch: EpochPlan) { networks.begin(epoch) }

  func step(_ batch: GenerationBatch, rate: Float) throws -> NamedValues {
    if health.isLost { try rollBack() }
    let losses = play(batch, rate: rate)
    guard !losses.isFinite, health.hasBeenHealthy else { return losses }
    // The optimizers have refused what is not finite; both networks begin anew from before it went wrong.
    try rollBack()
    return play(batch, rate: rate)
  }

  private func play(_ batch: GenerationBatch, rate: Float) -> NamedValues {
    networks.play(batch, rate: rate * health.rateFactor, attempt: health.rollbacks)
  }

  /// Puts both networks back to the last healthy state and halves the learning rate.
  private func rollBack() throws {
    let steps = networks.steps
    let healthy = try CheckpointStore.read(checkpoints.healthy)
    try networks.restore(healthy)
    guard health.rollBack(undoing: steps - networks.steps) else {
      throw TrainingError(
        .nonFinite,
        "the networks went wrong \(GenerationHealth.mostRollbacks + 1) times, each time from a "
          + "healthy state; a lower learning rate or a larger --gamma may help")
    }
  }

  func evaluate(_ progress: (Double) throws -> Void) throws -> Metrics {
    let metrics = try monitor.measure(
      Generator(networks.averaged, description: description),
      // No two sheets have one name, whatever was undone.
      step: networks.steps + health.undoneSteps, progress)
    let verdict = health.judge(
      diversity: metrics.values["diversity"] ?? .nan, strength: networks.strength)
    if verdict.isHealthy { try checkpoints.saveHealthy(networks.state) }
    remarks = verdict.remarks
    return metrics
  }

  var model: TrainingState {
    TrainingState(
      tensors: networks.averaged.checkpointTensors, strings: description.metadata)
  }

  var state: TrainingState {
    get throws {
      var state = try networks.state
      try state.encode(health, as: "health")
      return state
    }
  }

  func restore(_ state: TrainingState) throws {
    let health = try state.decode(GenerationHealth.self, from: "health")
    try networks.restore(state)
    self.health = health
  }

  func describe(_ batch: GenerationBatch) -> [String] { batch.files }
}
