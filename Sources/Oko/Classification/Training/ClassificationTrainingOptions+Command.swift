extension ClassificationTrainingOptions {
  /// The line for a shell that trains with these options; nil where the command has no words for one of them.
  ///
  /// The folder of the run and the number of threads are left out: they change no bit of the model.
  public var command: String? {
    let usual = ClassificationTrainingOptions(data: data, output: output)
    guard weightDecay == usual.weightDecay, labelSmoothing == usual.labelSmoothing,
      evaluationInterval == usual.evaluationInterval, augmentation.preset != nil
    else { return nil }
    var line = TrainingCommandLine(task: ClassificationTraining.task, data: data)
    line.add("--imgsz", imageSize.map { "\($0)" })
    line.add("--batch", "\(batchSize)", unless: batchSize == usual.batchSize)
    guard line.add(stopRule, usual: usual.stopRule) else { return nil }
    line.add("--lr", "\(learningRate)", unless: learningRate == usual.learningRate)
    line.add(
      "--augment", augmentation.preset?.rawValue, unless: augmentation == usual.augmentation)
    if !mirrors { line.add(flag: "--no-mirror") }
    line.add("--seed", "\(seed)", unless: seed == usual.seed)
    line.add("--init", initialModel)
    line.add("--precision", precision?.rawValue)
    if skipsBad { line.add(flag: "--skip-bad") }
    return line.text
  }
}
