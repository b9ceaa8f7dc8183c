import OkoImaging

/// The measuring of a classifier on class folders, with classes matched by name.
public struct ClassificationMeasurement: Sendable {
  /// What is measured.
  public let classifier: Classifier
  /// What it is measured on.
  public let dataset: ClassFolders
  /// The part of the dataset that counts.
  public let split: DatasetSplit
  private let samples: [ClassSample]

  /// Reads the dataset in `folder`; `name` is what errors call the classifier.
  ///
  /// - Throws: `DatasetError` where the split has no pictures, `ModelError` where a class is unknown to the model.
  public init(
    _ classifier: Classifier, called name: String, on folder: String, split: DatasetSplit = .val
  ) throws {
    (self.classifier, self.split) = (classifier, split)
    dataset = try ClassFolders.load(folder: folder)
    guard !dataset.samples(split).isEmpty else {
      throw DatasetError(.empty, path: folder, message: "no pictures in \(split.rawValue)")
    }
    let missing = dataset.classNames.filter { !classifier.classNames.contains($0) }
    guard missing.isEmpty else {
      throw ModelError(
        "does not know \(missing.joined(separator: ", ")); it knows "
          + classifier.classNames.joined(separator: ", "), model: name)
    }
    samples = dataset.samples(split).map { [names = dataset.classNames] sample in
      let index = classifier.classNames.firstIndex(of: names[sample.classIndex]) ?? 0
      return ClassSample(imagePath: sample.imagePath, classIndex: index)
    }
  }

  /// How many pictures are looked at.
  public var pictureCount: Int { samples.count }

  /// Measures; `progress` hears how many pictures are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> ClassificationReport {
    let scores = try ClassificationEvaluator(samples: samples).scores(of: classifier) { share in
      try progress(Int((share * Double(samples.count)).rounded()))
    }
    return ClassificationReport(scores: scores, classNames: classifier.classNames)
  }
}
