import OkoImaging
import OkoNetworks
import OkoTraining

extension SegmentationTraining {
  /// What will be done, in a few lines for people.
  public var plan: [String] {
    let (train, val) = (dataset.samples(.train).count, dataset.samples(.val).count)
    let (architecture, patch) = (configuration.architecture, configuration.patch)
    let patches = train * configuration.patchesPerPicture
    let widths = architecture.widths.map(String.init).joined(separator: " ")
    let instances = architecture.separatesInstances ? ", and which pixels are one thing" : ""
    var lines = [
      "data      \(dataset.folder): \(dataset.format.rawValue), \(countText(train, "picture")) to train on, "
        + "\(val) to validate on",
      "classes   \(dataset.classNames.count): \(dataset.classNames.joined(separator: ", "))"
        + instances,
      "network   \(architecture.family.rawValue), widths \(widths), "
        + "\(network.trainableCount) weights",
      "input     patches of \(patch.width)×\(patch.height), "
        + (configuration.normalization == .unit
          ? "samples from 0 to 1" : "each picture less its mean, over its deviation"),
      "changes   \(configuration.augmentation.preset?.rawValue ?? "as given")",
      "training  \(epochText) of "
        + "\(countText((patches + batchSize - 1) / batchSize, "step")) of "
        + "\(batchSize) \(batchSize == 1 ? "patch" : "patches"), "
        + "\(configuration.patchesPerPicture) of each picture" + limits + precisionText,
      "output    \(options.output)",
    ]
    if let weights = configuration.loss.classWeights {
      let shown = zip(dataset.classNames, weights).map { name, weight in
        "\(name) \((Double(weight) * 100).rounded() / 100)"
      }
      lines.insert("weights   \(shown.joined(separator: ", "))", at: 2)
    }
    if let initial = options.initialModel, let adopted {
      lines.append("start     \(adopted.taken) of \(adopted.of) parameters from \(initial)")
    }
    return lines
  }
}

extension SegmentationTrainingOptions {
  /// Checks what no default can be put in for.
  func validate() throws(TrainingError) {
    func require(_ holds: Bool, _ message: String) throws(TrainingError) {
      if !holds { throw TrainingError(.option, message) }
    }
    try require(
      weightDecay.isFinite && weightDecay >= 0,
      "the weight decay is \(weightDecay); it must be at least 0")
    if let width {
      try require(
        (4...256).contains(width) && width % 4 == 0,
        "the width is \(width); it must be a multiple of 4 from 4 to 256")
    }
    if let fold {
      try require(
        fold.count >= 2 && (0..<fold.count).contains(fold.index),
        "fold \(fold.index) of \(fold.count); there must be 2 or more, counted from 0")
    }
    try augmentation?.validate()
  }
}

extension SegmentationConfiguration {
  /// Checks that patches fit the network.
  func validate() throws(TrainingError) {
    let multiple = architecture.multiple
    for side in [patch.width, patch.height] {
      guard side % multiple == 0, (multiple...4096).contains(side) else {
        throw TrainingError(
          .option,
          "the patch is \(patch.width)×\(patch.height); its sides must be multiples of \(multiple) "
            + "up to 4096")
      }
    }
  }
}
