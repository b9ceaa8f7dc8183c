extension GenerationTrainingOptions {
  /// The line for a shell that trains with these options; nil where the command has no words for one of them.
  ///
  /// The folder of the run and the number of threads are left out: they change no bit of the model.
  public var command: String? {
    let usual = GenerationTrainingOptions(data: data, output: output)
    guard weightDecay == usual.weightDecay, evaluationInterval == usual.evaluationInterval else {
      return nil
    }
    var line = TrainingCommandLine(task: GenerationTraining.task, data: data)
    line.add("--network", network.rawValue, unless: network == usual.network)
    line.add("--imgsz", resolution.map { "\($0)" })
    line.add("--channels", channels.map { "\($0)" })
    line.add("--width", width.map { "\($0)" })
    line.add("--batch", "\(batchSize)", unless: batchSize == usual.batchSize)
    line.add("--gamma", penaltyWeight.map { "\($0)" })
    line.add(
      "--penalty-interval", "\(penaltyInterval)",
      unless: penaltyInterval == usual.penaltyInterval)
    line.add("--augment", augmentation.map { "\($0)" })
    line.add("--features", features)
    if !attends { line.add(flag: "--no-attention") }
    if !usesClasses { line.add(flag: "--no-classes") }
    if mirrors { line.add(flag: "--mirror") }
    guard line.add(stopRule, usual: usual.stopRule) else { return nil }
    line.add("--lr", "\(learningRate)", unless: learningRate == usual.learningRate)
    line.add("--seed", "\(seed)", unless: seed == usual.seed)
    line.add("--init", initialModel)
    line.add("--precision", precision?.rawValue)
    if skipsBad { line.add(flag: "--skip-bad") }
    return line.text
  }
}
