extension DetectionTrainingOptions {
  /// The line for a shell that trains with these options; nil where the command has no words for one of them.
  ///
  ///     DetectionTrainingOptions(data: "bccd", output: "").command  // oko train detect --data bccd
  ///
  /// The folder of the run and the number of threads are left out: they change no bit of the model.
  public var command: String? {
    let usual = DetectionTrainingOptions(data: data, output: output)
    guard weightDecay == usual.weightDecay, balance.word != nil,
      evaluationInterval == usual.evaluationInterval, augmentation.preset != nil
    else { return nil }
    var line = TrainingCommandLine(task: DetectionTraining.task, data: data)
    line.add("--size", size.rawValue, unless: size == usual.size)
    if attends { line.add(flag: "--attention") }
    line.add("--imgsz", "\(imageSize)", unless: imageSize == usual.imageSize)
    line.add("--batch", batchSize.map { "\($0)" })
    guard line.add(stopRule, usual: usual.stopRule) else { return nil }
    line.add("--lr", "\(learningRate)", unless: learningRate == usual.learningRate)
    line.add(
      "--augment", augmentation.preset?.rawValue, unless: augmentation == usual.augmentation)
    line.add("--balance", balance.word, unless: balance == usual.balance)
    line.add("--seed", "\(seed)", unless: seed == usual.seed)
    line.add("--init", initialModel)
    line.add("--precision", precision?.rawValue)
    if skipsBad { line.add(flag: "--skip-bad") }
    return line.text
  }
}
