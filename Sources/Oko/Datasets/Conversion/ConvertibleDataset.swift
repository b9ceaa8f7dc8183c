import OkoTensors

extension DetectionDataset {
  /// Reads the dataset in `folder` to write it anew: its splits are as they are, none is held back.
  ///
  /// - Throws: `DatasetError` that lists everything wrong, unless that is left out.
  public static func convertible(
    folder: String, skipsBad: Bool
  ) throws(DatasetError) -> DetectionDataset {
    let dataset = try load(folder: folder, options: .forConversion)
    let errors = dataset.issues.filter { $0.severity == .error }
    guard skipsBad || errors.isEmpty else { throw .broken(errors, in: folder) }
    return dataset
  }
}

extension SegmentationDataset {
  /// Reads the dataset in `folder` to write it anew: its splits are as they are, none is held back.
  ///
  /// - Throws: `DatasetError` that lists everything wrong, unless that is left out.
  public static func convertible(
    folder: String, skipsBad: Bool
  ) throws(DatasetError) -> SegmentationDataset {
    let dataset = try load(folder: folder, options: .forConversion)
    let samples = dataset.splits.flatMap { dataset.samples($0) }
    let problems =
      skipsBad ? Workers.shared.map(samples.count) { dataset.problem(of: samples[$0]) } : []
    let found = problems.compactMap(\.self)
    let errors = dataset.issues.filter { $0.severity == .error }
    guard skipsBad || errors.isEmpty else { throw .broken(errors, in: folder) }
    guard !found.isEmpty else { return dataset }
    let paths = Set(found.map(\.imagePath))
    let left = dataset.splits.map { split in
      (split, dataset.samples(split).filter { !paths.contains($0.imagePath) })
    }
    return SegmentationDataset(
      folder: dataset.folder, format: dataset.format, classNames: dataset.classNames,
      samples: Dictionary(uniqueKeysWithValues: left),
      issues: dataset.issues + found.map(\.issue))
  }
}

extension DatasetOptions {
  fileprivate static var forConversion: DatasetOptions {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    options.heldBackShare = 0
    return options
  }
}
