extension SegmentationTrainingOptions {
  /// The line for a shell that trains with these options; nil where the command has no words for one of them.
  ///
  /// The folder of the run and the number of threads are left out: they change no bit of the model.
  public var command: String? {
    let usual = SegmentationTrainingOptions(data: data, output: output)
    let presets = SegmentationLossOptions.Preset.allCases
    guard weightDecay == usual.weightDecay, evaluationInterval == usual.evaluationInterval,
      augmentation == nil || augmentation?.preset != nil,
      let loss = presets.first(where: { $0.options == self.loss })
    else { return nil }
    var line = TrainingCommandLine(task: SegmentationTraining.task, data: data)
    line.add("--network", network.rawValue, unless: network == usual.network)
    line.add("--width", width.map { "\($0)" })
    line.add("--patch", patch.map { "\($0.width)x\($0.height)" })
    line.add("--batch", batchSize.map { "\($0)" })
    line.add("--loss", loss.rawValue, unless: loss.options == usual.loss)
    guard line.add(stopRule, usual: usual.stopRule) else { return nil }
    line.add("--lr", "\(learningRate)", unless: learningRate == usual.learningRate)
    line.add("--augment", augmentation?.preset?.rawValue)
    line.add("--normalization", normalization?.rawValue)
    if let separatesInstances {
      line.add(flag: separatesInstances ? "--instances" : "--no-instances")
    }
    if !balancesClasses { line.add(flag: "--no-balance") }
    if let fold {
      line.add("--folds", "\(fold.count)")
      line.add("--fold", "\(fold.index)")
    }
    line.add("--seed", "\(seed)", unless: seed == usual.seed)
    line.add("--init", initialModel)
    line.add("--precision", precision?.rawValue)
    if skipsBad { line.add(flag: "--skip-bad") }
    return line.text
  }
}
