/// Pictures of lines of text with their texts; the folder is never written to.
///
///     let dataset = try TextDataset.load(folder: "receipts")
///     print(dataset.alphabet.characters, dataset.samples(.train).count)
public struct TextDataset: Sendable {
  /// How a folder holds the texts.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// A table with a line for each picture, `file<TAB>text`.
    case table
    /// `name.txt` beside `name.png`.
    case textFiles = "text files"
    /// `name.gt.txt` beside `name.png`, `name.nrm.png` or `name.bin.png`, as GT4HistOCR and OCR-D have them.
    case groundTruthFiles = "GT4Hist"
    /// `lines.txt` of the IAM handwriting database.
    case iam = "IAM"
  }

  /// The folder it was read from.
  public let folder: String
  /// How the texts are stored.
  public let format: Format
  /// The characters of the training texts.
  public let alphabet: Alphabet
  /// Everything wrong or odd that was seen.
  public let issues: [DatasetIssue]
  private let samplesOfSplit: [DatasetSplit: [TextSample]]

  init(
    folder: String, format: Format, issues: [DatasetIssue], samples: [DatasetSplit: [TextSample]]
  ) {
    (self.folder, self.format, self.issues) = (folder, format, issues)
    samplesOfSplit = samples
    alphabet = Alphabet(textsOf: (samples[.train] ?? []).lazy.map(\.text))
  }

  /// The samples of `split` in the order of the labels; none where the dataset has no such split.
  public func samples(_ split: DatasetSplit) -> [TextSample] { samplesOfSplit[split] ?? [] }

  /// The splits that have samples.
  public var splits: [DatasetSplit] {
    DatasetSplit.allCases.filter { samplesOfSplit[$0]?.isEmpty == false }
  }
}
