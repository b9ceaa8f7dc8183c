import ArgumentParser

/// `oko calibrate`: the commands that make confidences honest.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Make a model's confidences honest.",
    discussion: """
      A confidence of 0.8 should be right four times out of five. One number, the temperature by which logits are \
      divided, is fitted to labelled pictures that the model was not trained on; what the model finds, and in which \
      order, stays the same.
      """,
    subcommands: [
      CalibrateDetectCommand.self, CalibrateSegmentCommand.self, CalibrateClassifyCommand.self,
      CalibrateReadCommand.self,
    ])
}
