import OkoNetworks
import OkoTraining

extension DetectionTraining {
  /// What will be done, in a few lines for people.
  public var plan: [String] {
    let (train, val) = (dataset.samples(.train).count, dataset.samples(.val).count)
    let count = dataset.classNames.count
    let steps = (train + batchSize - 1) / batchSize
    var lines = [
      "data      \(dataset.folder): \(dataset.format.rawValue), \(countText(train, "picture")) to train on, "
        + "\(val) to validate on",
      "classes   \(count): \(dataset.classNames.joined(separator: ", "))",
      "network   \(options.size.rawValue)\(options.attends ? " with attention" : ""), "
        + "\(network.trainableCount) weights, \(options.imageSize) pixels",
      "training  \(epochText) of \(countText(steps, "step")) of "
        + countText(batchSize, "picture") + limits + precisionText,
      "output    \(options.output)",
    ]
    if let initial = options.initialModel, let adopted {
      lines.append("start     \(adopted.taken) of \(adopted.of) parameters from \(initial)")
    }
    return lines
  }
}
