import OkoImaging
import OkoNetworks
import OkoTensors
import OkoTraining

/// A classifier in training: what `Trainer` drives.
final class ClassificationTrainee: Trainable {
  typealias Batch = ClassBatch

  private let body: NetworkInTraining<ClassifierNetwork>
  private let description: ModelDescription
  private let labelSmoothing: Float
  private let evaluator: ClassificationEvaluator
  private let output: String

  /// Makes it; each evaluation leaves its confusion matrix in the folder `output`.
  init(
    _ body: NetworkInTraining<ClassifierNetwork>, description: ModelDescription,
    labelSmoothing: Float, evaluator: ClassificationEvaluator, output: String
  ) {
    (self.body, self.description) = (body, description)
    (self.labelSmoothing, self.evaluator) = (labelSmoothing, evaluator)
    self.output = output
  }

  static let metricNames = ["top1", "mean_recall", "top5"]
  var metricNames: [String] {
    evaluator.classCount > 5 ? Self.metricNames : Self.metricNames.dropLast()
  }

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
    let scores = try evaluator.scores(of: classifier, progress)
    if FileSystem.isFolder(output) {
      let report = ClassificationReport(scores: scores, classNames: description.classNames)
      try AtomicFile.write(
        PNGEncoder.encode(report.confusionPlot()), to: output + "/confusion.png")
    }
    var values = NamedValues()
    values["top1"] = scores.top1
    values["mean_recall"] = scores.meanRecall
    if evaluator.classCount > 5 { values["top5"] = scores.top5 }
    return Metrics(values, primary: "top1")
  }

  var model: TrainingState {
    TrainingState(tensors: body.averaged.checkpointTensors, strings: description.metadata)
  }

  var state: TrainingState { get throws { try body.state } }

  func restore(_ state: TrainingState) throws { try body.restore(state) }

  func describe(_ batch: ClassBatch) -> [String] { batch.files }
}
