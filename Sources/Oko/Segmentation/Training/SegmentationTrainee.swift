import OkoImaging
import OkoNetworks
import OkoTensors
import OkoTraining

/// A segmenter in training: what `Trainer` drives.
final class SegmentationTrainee: Trainable {
  typealias Batch = SegmentationBatch

  private let body: NetworkInTraining<SegmenterNetwork>
  private let description: ModelDescription
  private let evaluator: SegmentationEvaluator
  private let loss: SegmentationLossOptions

  init(
    _ body: NetworkInTraining<SegmenterNetwork>, description: ModelDescription,
    loss: SegmentationLossOptions, evaluator: SegmentationEvaluator
  ) {
    (self.body, self.description, self.loss) = (body, description, loss)
    self.evaluator = evaluator
  }

  static let metricNames = ["miou", "dice", "accuracy", "foreground_iou", "instance_ap", "score"]
  var metricNames: [String] {
    separatesInstances ? Self.metricNames : Self.metricNames.dropLast(2)
  }

  private var separatesInstances: Bool { body.network.architecture.separatesInstances }

  func begin(_ epoch: EpochPlan) { body.begin(epoch) }

  /// Every scale is asked for its own reduction of the labels; each counts half as much as the finer one.
  func step(_ batch: SegmentationBatch, rate: Float) throws -> NamedValues {
    let (height, width) = (batch.images.shape[1], batch.images.shape[2])
    let whole = SegmentationTarget(labels: batch.labels, instances: batch.instances)
    let classCount = description.classNames.count
    let parts = body.step(rate: rate) { network in
      let scales = network.supervised(batch.images)
      let total = (0..<scales.count).reduce(Float(0)) { $0 + 1 / Float(1 << $1) }
      let losses = scales.enumerated().map { index, logits in
        let target = whole.reduced(
          by: height / logits.shape[1], width: width, height: height)
        let loss = SegmentationLoss(
          target, classCount: classCount, options: self.loss,
          weight: 1 / Float(1 << index) / total)
        return loss(logits)
      }
      return losses.dropFirst().reduce(losses[0]) { $0 + $1 }
    }
    return NamedValues(zip(["entropy", "dice", "edges", "depths"], parts).map { ($0, $1) })
  }

  func evaluate(_ progress: (Double) throws -> Void) throws -> Metrics {
    let scores = try evaluator.scores(
      of: Segmenter(body.averaged, description: description), progress)
    var values = NamedValues()
    values["miou"] = scores.meanIoU
    values["dice"] = scores.meanDice
    values["accuracy"] = scores.pixelAccuracy
    values["foreground_iou"] = scores.foregroundIoU
    guard separatesInstances, let instances = scores.instances else {
      return Metrics(values, primary: "miou")
    }
    values["instance_ap"] = instances.averagePrecision
    // While things are still hardly found, the pixels decide.
    values["score"] = ((scores.meanIoU ?? 0) + instances.averagePrecision) / 2
    return Metrics(values, primary: "score")
  }

  var model: TrainingState {
    TrainingState(tensors: body.averaged.checkpointTensors, strings: description.metadata)
  }

  var state: TrainingState { get throws { try body.state } }

  func restore(_ state: TrainingState) throws { try body.restore(state) }

  func describe(_ batch: SegmentationBatch) -> [String] { batch.files }
}
