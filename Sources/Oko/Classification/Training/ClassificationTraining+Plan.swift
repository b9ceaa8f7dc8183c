import OkoNetworks
import OkoTraining

extension ClassificationTraining {
  /// What will be done, in a few lines for people.
  public var plan: [String] {
    let (train, val) = (dataset.samples(.train).count, dataset.samples(.val).count)
    let mirrored = options.mirrors ? "" : ", not mirrored"
    var lines = [
      "data      \(dataset.folder): class folders, \(countText(train, "picture")) to train on, "
        + "\(val) to validate on",
      "classes   \(dataset.classNames.count): \(dataset.classNames.joined(separator: ", "))",
      "network   \(network.trainableCount) weights, \(imageSize) pixels",
      "changes   \(options.augmentation.preset?.rawValue ?? "as given")" + mirrored,
      "training  \(epochText) of \(countText((train + batchSize - 1) / batchSize, "step")) of "
        + countText(batchSize, "picture") + limits + precisionText,
      "output    \(options.output)",
    ]
    if let initial = options.initialModel, let adopted {
      lines.append("start     \(adopted.taken) of \(adopted.of) parameters from \(initial)")
    }
    return lines
  }
}

extension ClassificationTrainingOptions {
  /// Checks what no default can be put in for.
  func validate() throws(TrainingError) {
    if let imageSize {
      guard imageSize % 32 == 0, (32...1024).contains(imageSize) else {
        throw TrainingError(
          .option, "the image size is \(imageSize); it must be a multiple of 32 from 32 to 1024")
      }
    }
    guard weightDecay.isFinite, weightDecay >= 0 else {
      throw TrainingError(.option, "the weight decay is \(weightDecay); it must be at least 0")
    }
    guard (0..<1).contains(labelSmoothing) else {
      throw TrainingError(
        .option, "the label smoothing is \(labelSmoothing); it must be from 0 to below 1")
    }
    try augmentation.validate()
  }
}
