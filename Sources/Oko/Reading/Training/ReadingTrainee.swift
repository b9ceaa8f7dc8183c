import OkoNetworks
import OkoTensors
import OkoTraining

/// A reader in training: what `Trainer` drives.
final class ReadingTrainee: Trainable {
  typealias Batch = LineBatch

  private let body: NetworkInTraining<ReaderNetwork>
  private let description: ModelDescription
  private let seed: UInt64
  private let samples: [TextSample]

  /// Makes it; `seed` is that of the numbers that are struck out, and `samples` measure it.
  init(
    _ body: NetworkInTraining<ReaderNetwork>, description: ModelDescription, seed: UInt64,
    samples: [TextSample]
  ) {
    (self.body, self.description) = (body, description)
    (self.seed, self.samples) = (seed, samples)
  }

  static let metricNames = ["character_accuracy", "line_accuracy", "cer", "wer"]
  var metricNames: [String] { Self.metricNames }

  func begin(_ epoch: EpochPlan) { body.begin(epoch) }

  /// The mean over the lines of −ln P(label), by CTC.
  func step(_ batch: LineBatch, rate: Float) throws -> NamedValues {
    // A stream for each step, so that a run that is taken up goes on with the same numbers.
    var random: RandomSource? = RandomSource(seed: seed, stream: "dropout/\(body.steps)")
    let parts = body.step(rate: rate) { network in
      network(batch.images, steps: batch.steps, droppingOut: &random)
        .temporalClassificationLoss(labels: batch.labels, lengths: batch.steps).mean()
    }
    return NamedValues([("ctc", parts[0])])
  }

  func evaluate(_ progress: (Double) throws -> Void) throws -> Metrics {
    let reader = Reader(body.averaged, description: description)
    let scores = try TextEvaluator(samples: samples).scores(of: reader, progress)
    var values = NamedValues()
    values["character_accuracy"] = scores.characterErrorRate.map { 1 - $0 }
    values["line_accuracy"] = scores.lineAccuracy
    values["cer"] = scores.characterErrorRate
    values["wer"] = scores.wordErrorRate
    return Metrics(values, primary: "character_accuracy")
  }

  var model: TrainingState {
    TrainingState(tensors: body.averaged.checkpointTensors, strings: description.metadata)
  }

  var state: TrainingState { get throws { try body.state } }

  func restore(_ state: TrainingState) throws { try body.restore(state) }

  func describe(_ batch: LineBatch) -> [String] { batch.files }
}
