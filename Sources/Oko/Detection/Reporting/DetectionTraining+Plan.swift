import OkoNetworks
import OkoTraining

extension DetectionTraining {
  /// The metrics that a stop rule may ask for.
  public static var metricNames: [String] { DetectionTrainee.metricNames }

  /// What will be done, in a few lines for people.
  public var plan: [String] {
    let (train, val) = (dataset.samples(.train).count, dataset.samples(.val).count)
    let count = dataset.classNames.count
    let steps = (train + batchSize - 1) / batchSize
    var lines = [
      "data      \(dataset.folder): \(dataset.format.rawValue), \(train) pictures to train on, "
        + "\(val) to validate on",
      "classes   \(count): \(dataset.classNames.joined(separator: ", "))",
      "network   \(options.size.rawValue), \(network.trainableCount) weights, \(options.imageSize) pixels",
      "training  \(options.stopRule.epochs) epochs of \(steps) steps of \(batchSize) pictures"
        + limits,
      "output    \(options.output)",
    ]
    if let initial = options.initialModel, let adopted {
      lines.append("start     \(adopted.taken) of \(adopted.of) parameters from \(initial)")
    }
    return lines
  }

  private var limits: String {
    let rule = options.stopRule
    var parts: [String] = []
    if let seconds = rule.seconds { parts.append(durationText(seconds)) }
    if let patience = rule.patience { parts.append("\(patience) epochs without progress") }
    if let target = rule.target { parts.append("\(target)") }
    return parts.map { ", at most " + $0 }.joined()
  }
}
