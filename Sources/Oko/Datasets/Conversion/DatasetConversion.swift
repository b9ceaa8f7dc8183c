import OkoImaging
import OkoTensors

/// Writes a dataset anew in another layout; the source is only read.
///
///     let nuclei = try SegmentationDataset.load(folder: "nuclei")
///     try DatasetConversion.convert(nuclei, to: .coco, output: "nuclei-coco")
///
/// Pictures are copied byte for byte, or linked to. A layout that cannot say all that the source does loses it, and
/// the notes that come back tell what: so YOLO has no ignored pixels, and boxes of YOLO are neither difficult nor
/// crowds.
public enum DatasetConversion {
  /// The layouts that can be written.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// `images/`, `masks/`, maybe `instances/`, and `classes.txt`; labelled pixels alone.
    case masks
    /// Pascal VOC: masks with its palette, or XML files with boxes.
    case voc
    /// COCO: one JSON file a split.
    case coco
    /// YOLO: `data.yaml`, `images/` and `labels/`.
    case yolo
    /// CreateML: a JSON file beside the pictures of each split; boxes alone.
    case createML = "createml"
  }

  /// Writes labelled pixels into the folder `output`, which must be new or empty and not in the source.
  ///
  /// Every pixel keeps its class and its thing, except where the notes say otherwise. `progress` is told how many
  /// pictures are done.
  ///
  /// - Returns: What to know about the result, one sentence each.
  /// - Throws: `DatasetError` where the format has no pixels, a mask is damaged or a file cannot be written.
  @discardableResult
  public static func convert(
    _ dataset: SegmentationDataset, to format: Format, output: String, linksPictures: Bool = false,
    progress: (Int) -> Void = { _ in }
  ) throws(DatasetError) -> [String] {
    let samples = dataset.splits.flatMap { split in
      dataset.samples(split).map { (split: split, sample: $0) }
    }
    let writer: any SegmentationWriter
    switch format {
    case .masks: writer = MaskWriter(dataset)
    case .voc: writer = VOCMaskWriter(dataset)
    case .coco: writer = COCOWriter(OutlineClasses(dataset))
    case .yolo: writer = YOLOWriter(OutlineClasses(dataset))
    case .createML:
      throw DatasetError(
        .unknownFormat, path: output, message: "CreateML has boxes alone; it cannot hold pixels")
    }
    let problems = Workers.shared.map(samples.count) { dataset.problem(of: samples[$0].sample) }
      .compactMap { $0?.issue }
    guard problems.isEmpty else { throw .broken(problems, in: dataset.folder) }
    let folder = try ConversionFolder(
      output, source: dataset.folder, pictures: samples.map(\.sample.imagePath),
      linksPictures: linksPictures)
    let names = PictureNames.named(
      samples.map { ($0.split, $0.sample.imagePath) }, root: dataset.folder, for: format)
    return try write(
      names, writer.layout, into: folder, progress,
      labels: { index throws(DatasetError) in
        try writer.write(samples[index].sample, as: names[index], into: folder)
      },
      end: { labels throws(DatasetError) in try writer.finish(names, labels, into: folder) })
  }

  /// Writes boxes into the folder `output`, which must be new or empty and not in the source.
  ///
  /// `progress` is told how many pictures are done.
  ///
  /// - Returns: What to know about the result, one sentence each.
  /// - Throws: `DatasetError` where the format has no boxes or a file cannot be written.
  @discardableResult
  public static func convert(
    _ dataset: DetectionDataset, to format: Format, output: String, linksPictures: Bool = false,
    progress: (Int) -> Void = { _ in }
  ) throws(DatasetError) -> [String] {
    let samples = dataset.splits.flatMap { split in
      dataset.samples(split).map { (split: split, sample: $0) }
    }
    let classes = SafeNames.names(dataset.classNames)
    let writer: any DetectionWriter
    switch format {
    case .voc: writer = VOCBoxWriter(classNames: classes)
    case .coco: writer = COCOBoxWriter(classNames: classes)
    case .yolo: writer = YOLOBoxWriter(classNames: classes)
    case .createML: writer = CreateMLWriter(classNames: classes)
    case .masks:
      throw DatasetError(
        .unknownFormat, path: output, message: "boxes alone, of which no masks can be made")
    }
    let folder = try ConversionFolder(
      output, source: dataset.folder, pictures: samples.map(\.sample.imagePath),
      linksPictures: linksPictures)
    let names = PictureNames.named(
      samples.map { ($0.split, $0.sample.imagePath) }, root: dataset.folder, for: format)
    return try write(
      names, writer.layout, into: folder, progress,
      labels: { index throws(DatasetError) in
        try writer.write(samples[index].sample, as: names[index], into: folder)
      },
      end: { labels throws(DatasetError) in
        try writer.finish(names, labels, into: folder) + writer.losses(samples.map(\.sample))
      })
  }

  /// Copies the pictures and writes the labels beside them, on all threads, then what is about all of them.
  private static func write<Labels: Sendable>(
    _ names: [PictureNames.Name], _ layout: ConversionLayout, into folder: ConversionFolder,
    _ progress: (Int) -> Void, labels: (Int) throws(DatasetError) -> Labels,
    end: ([Labels]) throws(DatasetError) -> [String]
  ) throws(DatasetError) -> [String] {
    for split in DatasetSplit.allCases where names.contains(where: { $0.split == split }) {
      for part in layout.folders { try folder.makeFolder(part(split)) }
    }
    var all: [Labels] = []
    while all.count < names.count {
      let first = all.count
      let results = Workers.shared.map(min(32, names.count - first)) {
        offset -> Result<Labels, DatasetError> in
        do throws(DatasetError) {
          let name = names[first + offset]
          try folder.copy(name.source, to: layout.pictures(name.split) + "/" + name.file)
          return .success(try labels(first + offset))
        } catch {
          return .failure(error)
        }
      }
      for result in results { all.append(try result.get()) }
      progress(all.count)
    }
    return try end(all)
  }
}

/// The folders of a layout by split.
struct ConversionLayout: Sendable {
  /// Where the pictures are.
  let pictures: @Sendable (DatasetSplit) -> String
  /// Where labels are that have a file for each picture.
  var labels: [@Sendable (DatasetSplit) -> String] = []

  var folders: [@Sendable (DatasetSplit) -> String] { [pictures] + labels }

  /// `images/train`, and the same in each of `labels`.
  static func bySplit(_ labels: String...) -> ConversionLayout {
    ConversionLayout(
      pictures: { "images/\($0.rawValue)" },
      labels: labels.map { part in { "\(part)/\($0.rawValue)" } })
  }
}

/// What writes the labels of pixels in one layout.
protocol SegmentationWriter: Sendable {
  var layout: ConversionLayout { get }
  /// Writes the labels of one picture that have a file of their own, and gives those that have not.
  func write(
    _ sample: SegmentationSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels
  /// Writes what is about all pictures; the notes for the user.
  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], into folder: ConversionFolder
  ) throws(DatasetError) -> [String]
}

/// What writes boxes in one layout.
protocol DetectionWriter: Sendable {
  var layout: ConversionLayout { get }
  func write(
    _ sample: DetectionSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels
  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], into folder: ConversionFolder
  ) throws(DatasetError) -> [String]
  /// What the layout cannot say.
  func losses(_ samples: [DetectionSample]) -> [String]
}
