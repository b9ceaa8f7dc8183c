#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import OkoTraining

extension DetectionTrainingOptions {
  /// The line for a shell that trains with these options, as far as the command has words for them.
  ///
  ///     DetectionTrainingOptions(data: "bccd", output: "").command  // oko train detect --data bccd
  public var command: String {
    let usual = DetectionTrainingOptions(data: data, output: output)
    var words = ["oko train detect --data \(data)"]
    func add(_ option: String, _ value: String?, unless isUsual: Bool) {
      if let value, !isUsual { words.append("\(option) \(value)") }
    }
    add("--size", size.rawValue, unless: size == usual.size)
    add("--imgsz", "\(imageSize)", unless: imageSize == usual.imageSize)
    add("--batch", batchSize.map { "\($0)" }, unless: false)
    add("--epochs", "\(stopRule.epochs)", unless: stopRule.epochs == usual.stopRule.epochs)
    add("--time", stopRule.seconds.map { "\(Int($0.rounded()))s" }, unless: false)
    add("--patience", stopRule.patience.map { "\($0)" }, unless: false)
    add("--until", stopRule.target.map { "'\($0)'" }, unless: false)
    add("--lr", "\(learningRate)", unless: learningRate == usual.learningRate)
    add(
      "--augment", augmentation.preset?.rawValue, unless: augmentation == usual.augmentation)
    add("--seed", "\(seed)", unless: seed == usual.seed)
    add("--init", initialModel, unless: false)
    if skipsBad { words.append("--skip-bad") }
    return words.joined(separator: " ")
  }

  /// The command that the metadata of a model holds the options of; nil where it holds none.
  static func command(in metadata: [String: String]) -> String? {
    guard metadata["task"] == "detect", let text = metadata["training"] else { return nil }
    return try? JSONDecoder().decode(Self.self, from: Data(text.utf8)).command
  }
}
