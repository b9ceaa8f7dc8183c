/// A picture and the class that its folder names.
public struct ClassSample: Hashable, Sendable {
  /// Where the picture is.
  public let imagePath: String
  /// Its class, an index into the names of the dataset.
  public let classIndex: Int

  /// Makes a sample of the picture at `imagePath`.
  public init(imagePath: String, classIndex: Int) {
    (self.imagePath, self.classIndex) = (imagePath, classIndex)
  }
}

extension ClassSample: PictureSample {}

/// Pictures in a folder for each class, `cat/1.jpg` or `train/cat/1.jpg`; the folder is never written to.
///
///     let dataset = try ClassFolders.load(folder: "hands")
///     print(dataset.classNames, dataset.samples(.train).count)
public struct ClassFolders: Sendable {
  /// The folder it was read from.
  public let folder: String
  /// The names of the classes: those of their folders, numbers in their order, then words.
  public let classNames: [String]
  /// Everything wrong or odd that was seen.
  public let issues: [DatasetIssue]
  private let samplesOfSplit: [DatasetSplit: [ClassSample]]

  init(
    folder: String, classNames: [String], issues: [DatasetIssue],
    samples: [DatasetSplit: [ClassSample]]
  ) {
    (self.folder, self.classNames, self.issues) = (folder, classNames, issues)
    samplesOfSplit = samples
  }

  /// The samples of `split` in a fixed order; none where the dataset has no such split.
  public func samples(_ split: DatasetSplit) -> [ClassSample] { samplesOfSplit[split] ?? [] }

  /// The splits that have samples.
  public var splits: [DatasetSplit] {
    DatasetSplit.allCases.filter { samplesOfSplit[$0]?.isEmpty == false }
  }
}
