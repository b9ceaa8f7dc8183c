extension DetectionDataset {
  /// Reads the dataset in `folder` to measure a model on its `split`; rows that are wrong are left out.
  ///
  /// - Returns: the dataset, whose `issues` tell what was left out.
  /// - Throws: `DatasetError` where the split has no pictures.
  public static func measurable(
    folder: String, split: DatasetSplit
  ) throws(DatasetError) -> DetectionDataset {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    let dataset = try load(folder: folder, options: options)
    guard dataset.samples(split).isEmpty else { return dataset }
    throw .noPictures(
      in: split, of: folder, splits: dataset.splits, issues: dataset.issues)
  }
}
