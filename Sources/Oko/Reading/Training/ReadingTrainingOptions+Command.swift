extension ReadingTrainingOptions {
  /// The line for a shell that trains with these options; nil where the command has no words for one of them.
  ///
  /// The folder of the run and the number of threads are left out: they change no bit of the model.
  public var command: String? {
    let usual = ReadingTrainingOptions(data: data, output: output)
    guard weightDecay == usual.weightDecay, augmentation == usual.augmentation,
      evaluationInterval == usual.evaluationInterval
    else { return nil }
    var line = TrainingCommandLine(task: ReadingTraining.task, data: data)
    line.add("--encoder", encoder.rawValue, unless: encoder == usual.encoder)
    line.add("--height", "\(height)", unless: height == usual.height)
    line.add("--batch", "\(batchSize)", unless: batchSize == usual.batchSize)
    guard line.add(stopRule, usual: usual.stopRule) else { return nil }
    line.add("--lr", "\(learningRate)", unless: learningRate == usual.learningRate)
    line.add("--seed", "\(seed)", unless: seed == usual.seed)
    line.add("--init", initialModel)
    line.add("--precision", precision?.rawValue)
    if skipsBad { line.add(flag: "--skip-bad") }
    return line.text
  }
}
