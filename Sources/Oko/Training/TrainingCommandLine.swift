#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import OkoTraining

/// The line for a shell that trains a model, put together word by word.
struct TrainingCommandLine {
  private var words: [String]

  /// Begins the line of `task` on `data`.
  init(task: String, data: String) {
    words = ["oko", "train", task, "--data", data]
  }

  /// Adds an option that has a value and is not as usual.
  mutating func add(_ option: String, _ value: String?, unless isUsual: Bool = false) {
    if let value, !isUsual { words += [option, value] }
  }

  mutating func add(flag: String) { words.append(flag) }

  /// Adds what of `rule` is not as `usual`; false where the command has no words for it.
  mutating func add(_ rule: StopRule, usual: StopRule) -> Bool {
    add("--epochs", "\(rule.epochs)", unless: rule.epochs == usual.epochs)
    if let seconds = rule.seconds {
      guard let text = durationArgument(seconds) else { return false }
      add("--time", text)
    }
    add("--patience", rule.patience.map { "\($0)" })
    add("--until", rule.target.map { "\($0)" })
    return true
  }

  /// The line, every word quoted that a shell would take apart.
  var text: String { words.map(Self.quoted).joined(separator: " ") }

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
  static func text(in metadata: [String: String]) -> String? {
    guard let text = metadata["training"] else { return nil }
    let (data, decoder) = (Data(text.utf8), JSONDecoder())
    switch metadata["task"] {
    case DetectionTraining.task:
      return try? decoder.decode(DetectionTrainingOptions.self, from: data).command
    case SegmentationTraining.task:
      return try? decoder.decode(SegmentationTrainingOptions.self, from: data).command
    case GenerationTraining.task:
      return try? decoder.decode(GenerationTrainingOptions.self, from: data).command
    case ClassificationTraining.task:
      return try? decoder.decode(ClassificationTrainingOptions.self, from: data).command
    case ReadingTraining.task:
      return try? decoder.decode(ReadingTrainingOptions.self, from: data).command
    default: return nil
    }
  }
}
