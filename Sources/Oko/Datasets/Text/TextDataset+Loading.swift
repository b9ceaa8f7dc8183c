extension TextDataset {
  /// Reads the dataset in `folder`, whose layout is recognised by its files.
  ///
  /// - `train.tsv`, `val.tsv` and `test.tsv`, or `labels.tsv`, or any others, `.txt` as well, here or in `train`,
  ///   `val` and `test`: a line for each picture, its path from the table's folder, a tab and the text.
  /// - `lines.txt` of IAM, with its pictures anywhere in the folder.
  /// - `name.gt.txt` or `name.txt` beside each picture, in `train`, `val` and `test` or anywhere.
  ///
  /// Texts are UTF-8 and kept as they are, right-to-left ones in reading order. Without lines that validate, a fixed
  /// fifth of the training lines does, and a note among the issues says so.
  ///
  /// - Throws: `DatasetError` where there is no such layout, or what `options` does not let pass.
  public static func load(
    folder: String, options: DatasetOptions = DatasetOptions()
  ) throws(DatasetError) -> TextDataset {
    let root = PathText.normalized(folder)
    guard FileSystem.isFolder(root) else {
      throw DatasetError(.notFound, path: folder, message: "no such folder")
    }
    guard let layout = TextLayout.recognized(in: root) else {
      throw DatasetError(
        .unknownFormat, path: folder,
        message: """
          no lines of text that are known here. Looked for train.tsv or labels.tsv (file, tab, text), \
          for name.txt or name.gt.txt beside name.png, and for lines.txt (IAM)
          """)
    }
    var collector = TextCollector(root: root)
    layout.read(into: &collector)
    let dataset = collector.finished(layout.format, share: options.heldBackShare)
    try options.errorPolicy.enforce(
      dataset.issues, folder: folder, isEmpty: dataset.samples(.train).isEmpty)
    return dataset
  }

  /// Reads the dataset in `folder` to measure a model on its `split`; labels that are wrong are left out.
  ///
  /// - Returns: the dataset, whose `issues` tell what was left out.
  /// - Throws: `DatasetError` where the split has no pictures.
  public static func measurable(
    folder: String, split: DatasetSplit
  ) throws(DatasetError) -> TextDataset {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    let dataset = try load(folder: folder, options: options)
    guard dataset.samples(split).isEmpty else { return dataset }
    throw .noPictures(
      in: split, of: folder, splits: dataset.splits, issues: dataset.issues)
  }

  /// Checks that `output`, which need not be there yet, lies neither in the folder of the dataset nor beside its
  /// pictures: a dataset is never written to.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws(DatasetError) {
    let pictures = splits.lazy.flatMap { samples($0) }.map(\.imagePath)
    try DatasetFolder.refuseOutput(output, folder: folder, pictures: pictures)
  }
}
