import OkoNetworks
import OkoTensors
import OkoTraining

/// A classifier in training: what `Trainer` drives.
final class ClassificationTrainee: Trainable {
  typealias Batch = ClassBatch

  private let body: NetworkInTraining<ClassifierNetwork>
  private let description: ModelDescription
  private let labelSmoothing: Float
  private let samples: [ClassSample]

  /// Makes it; `samples` validate.
  init(
    _ body: NetworkInTraining<ClassifierNetwork>, description: ModelDescription,
    labelSmoothing: Float, samples: [ClassSample]
  ) {
    (self.body, self.description) = (body, description)
    (self.labelSmoothing, self.samples) = (labelSmoothing, samples)
  }

  static let metricNames = ["top1", "top5"]
  var metricNames: [String] { Self.metricNames }

  func begin(_ epoch: EpochPlan) { body.begin(epoch) }

  /// Cross-entropy with labels of 1 − smoothing, the rest spread over all classes.
  func step(_ batch: ClassBatch, rate: Float) throws -> NamedValues {
    let count = description.classNames.count
    var wanted = [Float](
      repeating: labelSmoothing / Float(count), count: batch.classes.count * count)
    for (row, index) in batch.classes.enumerated() {
      wanted[row * count + index] += 1 - labelSmoothing
    }
    let target = Tensor(wanted, shape: [batch.classes.count, count])
    let parts = body.step(rate: rate) { network in
      (network(batch.images).logSoftmax() * target).sum()
        * (-1 / Float(batch.classes.count))
    }
    return NamedValues([("entropy", parts[0])])
  }

  func evaluate(_ progress: (Double) throws -> Void) throws -> Metrics {
    let classifier = Classifier(body.averaged, description: description)
    let scores = try ClassificationEvaluator(samples: samples).scores(of: classifier, progress)
    return Metrics(["top1": scores.top1, "top5": scores.top5], primary: "top1")
  }

  var model: TrainingState {
    TrainingState(tensors: body.averaged.checkpointTensors, strings: description.metadata)
  }

  var state: TrainingState { get throws { try body.state } }

  func restore(_ state: TrainingState) throws { try body.restore(state) }

  func describe(_ batch: ClassBatch) -> [String] { batch.files }
}
