/// The layouts of folders with labelled pixels that are understood.
public enum SegmentationFormat: String, Hashable, Sendable, CaseIterable {
  /// `images/` and, with the same stems, `masks/`; `classes.txt`; maybe `instances/`.
  case masks = "mask folders"
  /// `JPEGImages/`, `SegmentationClass/*.png` with the palette of Pascal VOC, `ImageSets/Segmentation/*.txt`.
  case voc = "Pascal VOC"
  /// `annotations/instances_*.json` with polygons or run lengths.
  case coco = "COCO"
  /// `data.yaml`, `images/` and `labels/` with polygons.
  case yolo = "YOLO"
}

/// Pictures whose pixels have classes, read from a folder in one of four layouts; the folder is never written to.
///
///     let dataset = try SegmentationDataset.load(folder: "nuclei")
///     print(dataset.format.rawValue, dataset.classNames, dataset.samples(.train).count)
public struct SegmentationDataset: Sendable {
  /// The folder it was read from.
  public let folder: String
  /// The layout of the folder.
  public let format: SegmentationFormat
  /// The names of the classes; a label counts them from 0.
  public let classNames: [String]
  /// Everything wrong or odd that was seen while reading; `DatasetCheck` looks further.
  public let issues: [DatasetIssue]
  private let samplesOfSplit: [DatasetSplit: [SegmentationSample]]

  /// Makes a dataset of samples that are already known.
  public init(
    folder: String, format: SegmentationFormat, classNames: [String],
    samples: [DatasetSplit: [SegmentationSample]], issues: [DatasetIssue] = []
  ) {
    (self.folder, self.format, self.classNames) = (folder, format, classNames)
    (self.samplesOfSplit, self.issues) = (samples, issues)
  }

  /// The samples of `split` in a fixed order; none where the dataset has no such split.
  public func samples(_ split: DatasetSplit) -> [SegmentationSample] { samplesOfSplit[split] ?? [] }

  /// The splits that have samples.
  public var splits: [DatasetSplit] {
    DatasetSplit.allCases.filter { samplesOfSplit[$0]?.isEmpty == false }
  }

  /// Whether class 0 is what belongs to no thing, going by its name.
  public var hasBackground: Bool { BackgroundClass.isFirst(of: classNames) }

  /// Whether the samples say which pixels belong to one thing.
  public var hasInstances: Bool {
    splits.contains { split in
      samples(split).contains { sample in
        if case .objects = sample.labels { return true }
        return sample.instancesPath != nil
      }
    }
  }
}
