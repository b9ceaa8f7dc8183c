/// The layouts of folders that are understood.
public enum DatasetFormat: String, Hashable, Sendable, CaseIterable {
  /// `data.yaml`, `images/` and `labels/`.
  case yolo = "YOLO"
  /// `annotations/instances_*.json`, or Roboflow's `_annotations.coco.json` in each split's folder.
  case coco = "COCO"
  /// `JPEGImages/`, `Annotations/*.xml`, `ImageSets/Main/*.txt`.
  case voc = "Pascal VOC"
  /// One JSON file with centre-based boxes.
  case createML = "CreateML"
}

/// The part of a dataset that a picture belongs to.
public enum DatasetSplit: String, Hashable, Sendable, CaseIterable {
  /// What is trained on.
  case train
  /// What a model is chosen by.
  case val
  /// What only the finished model is measured on.
  case test
}

/// Pictures with boxes, read from a folder in one of four layouts; the folder is never written to.
///
///     let dataset = try DetectionDataset.load(folder: "bccd")
///     print(dataset.format.rawValue, dataset.classNames, dataset.samples(.train).count)
public struct DetectionDataset: Sendable {
  /// The folder it was read from.
  public let folder: String
  /// The layout of the folder.
  public let format: DatasetFormat
  /// The names of the classes; an annotation's `classIndex` counts them from 0.
  public let classNames: [String]
  /// Everything wrong or odd that was seen while reading labels; `DatasetCheck` looks further.
  public let issues: [DatasetIssue]
  /// How many boxes reached past their picture by no more than rounding does, and were clipped.
  public let clippedBoxes: Int
  /// The label files that were there, relative to the folder; `DatasetCheck` tells which nobody uses.
  package let labelFiles: [String]
  private let samplesOfSplit: [DatasetSplit: [DetectionSample]]

  /// Makes a dataset of samples that are already in memory.
  public init(
    folder: String, format: DatasetFormat, classNames: [String],
    samples: [DatasetSplit: [DetectionSample]], issues: [DatasetIssue] = [], clippedBoxes: Int = 0
  ) {
    self.init(
      folder: folder, format: format, classNames: classNames, samples: samples, issues: issues,
      clippedBoxes: clippedBoxes, labelFiles: [])
  }

  package init(
    folder: String, format: DatasetFormat, classNames: [String],
    samples: [DatasetSplit: [DetectionSample]], issues: [DatasetIssue], clippedBoxes: Int,
    labelFiles: [String]
  ) {
    self.folder = folder
    self.format = format
    self.classNames = classNames
    self.samplesOfSplit = samples
    self.issues = issues
    self.clippedBoxes = clippedBoxes
    self.labelFiles = labelFiles
  }

  /// The samples of `split` in a fixed order; none where the dataset has no such split.
  public func samples(_ split: DatasetSplit) -> [DetectionSample] { samplesOfSplit[split] ?? [] }

  /// The splits that have samples.
  public var splits: [DatasetSplit] {
    DatasetSplit.allCases.filter { samplesOfSplit[$0]?.isEmpty == false }
  }
}
