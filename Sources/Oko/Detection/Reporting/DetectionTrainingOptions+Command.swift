#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import OkoTraining

extension DetectionTrainingOptions {
  /// The line for a shell that trains with these options; nil where the command has no words for one of them.
  ///
  ///     DetectionTrainingOptions(data: "bccd", output: "").command  // oko train detect --data bccd
  ///
  /// The folder of the run and the number of threads are left out: they change no bit of the model.
  public var command: String? {
    guard hasWords else { return nil }
    let usual = DetectionTrainingOptions(data: data, output: output)
    var words = ["oko", "train", "detect", "--data", data]
    func add(_ option: String, _ value: String?, unless isUsual: Bool = false) {
      if let value, !isUsual { words += [option, value] }
    }
    add("--size", size.rawValue, unless: size == usual.size)
    add("--imgsz", "\(imageSize)", unless: imageSize == usual.imageSize)
    add("--batch", batchSize.map { "\($0)" })
    add("--epochs", "\(stopRule.epochs)", unless: stopRule.epochs == usual.stopRule.epochs)
    add("--time", stopRule.seconds.flatMap(durationArgument))
    add("--patience", stopRule.patience.map { "\($0)" })
    add("--until", stopRule.target.map { "\($0)" })
    add("--lr", "\(learningRate)", unless: learningRate == usual.learningRate)
    add("--augment", augmentation.preset?.rawValue, unless: augmentation == usual.augmentation)
    add("--balance", balance.word, unless: balance == usual.balance)
    add("--seed", "\(seed)", unless: seed == usual.seed)
    add("--init", initialModel)
    if skipsBad { words.append("--skip-bad") }
    return words.map(Self.quoted).joined(separator: " ")
  }

  /// Whether the command can say all that matters.
  private var hasWords: Bool {
    let usual = DetectionTrainingOptions(data: data, output: output)
    return weightDecay == usual.weightDecay && balance.word != nil
      && evaluationInterval == usual.evaluationInterval && augmentation.preset != nil
      && (stopRule.seconds.map { durationArgument($0) != nil } ?? true)
  }

  /// `word` as a shell takes it for one word, whatever is in it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "_./=:-".utf8.contains(byte)
    }
    guard !isPlain || word.isEmpty else { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
      + "'"
  }

  /// The command that the metadata of a model holds the options of; nil where it holds none.
  static func command(in metadata: [String: String]) -> String? {
    guard metadata["task"] == "detect", let text = metadata["training"] else { return nil }
    return try? JSONDecoder().decode(Self.self, from: Data(text.utf8)).command
  }
}
