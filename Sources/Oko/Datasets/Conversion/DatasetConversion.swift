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
    let writer: any LabelWriter<SegmentationSample>
    switch format {
    case .masks: writer = MaskWriter(dataset: dataset)
    case .voc: writer = VOCMaskWriter(dataset: dataset)
    case .coco: writer = COCOWriter(OutlineClasses(dataset))
    case .yolo: writer = YOLOWriter(OutlineClasses(dataset))
    case .createML:
      throw DatasetError(
        .unknownFormat, path: output, message: "CreateML has boxes alone; it cannot hold pixels")
    }
    let all = dataset.splits.flatMap { dataset.samples($0) }
    let problems = Workers.shared.map(all.count) { dataset.problem(of: all[$0]) }
      .compactMap { $0?.issue }
    guard problems.isEmpty else { throw .broken(problems, in: dataset.folder) }
    let job = ConversionJob(
      source: dataset.folder, format: format, output: output, linksPictures: linksPictures)
    return try job.run(
      dataset.splits.map { ($0, dataset.samples($0)) }, writer, progress: progress)
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
    let classes = SafeNames.names(dataset.classNames)
    let writer: any LabelWriter<DetectionSample>
    switch format {
    case .voc: writer = VOCBoxWriter(classNames: classes)
    case .coco: writer = COCOBoxWriter(classNames: classes)
    case .yolo: writer = YOLOBoxWriter(classNames: classes)
    case .createML: writer = CreateMLWriter(classNames: classes)
    case .masks:
      throw DatasetError(
        .unknownFormat, path: output, message: "boxes alone, of which no masks can be made")
    }
    let job = ConversionJob(
      source: dataset.folder, format: format, output: output, linksPictures: linksPictures)
    return try job.run(
      dataset.splits.map { ($0, dataset.samples($0)) }, writer, progress: progress)
  }
}

/// What a conversion of any kind of labels goes through: the folder, the names, the pictures, the labels.
private struct ConversionJob {
  let source: String
  let format: DatasetConversion.Format
  let output: String
  let linksPictures: Bool

  /// Copies the pictures and writes the labels beside them, on all threads, then what is about all of them.
  func run<Sample: PictureSample & Sendable>(
    _ splits: [(split: DatasetSplit, samples: [Sample])], _ writer: any LabelWriter<Sample>,
    progress: (Int) -> Void
  ) throws(DatasetError) -> [String] {
    let samples = splits.flatMap(\.samples)
    let folder = try ConversionFolder(
      output, source: source, pictures: samples.map(\.imagePath), linksPictures: linksPictures)
    let names = PictureNames.named(
      splits.flatMap { entry in entry.samples.map { (entry.split, $0.imagePath) } }, root: source,
      for: format)
    let layout = writer.layout
    for (split, _) in splits {
      for part in layout.folders { try folder.makeFolder(part(split)) }
    }
    var all: [WrittenLabels] = []
    while all.count < names.count {
      let first = all.count
      let results = Workers.shared.map(min(32, names.count - first)) {
        offset -> Result<WrittenLabels, DatasetError> in
        Result { () throws(DatasetError) in
          let name = names[first + offset]
          try folder.copy(name.source, to: layout.pictures(name.split) + "/" + name.file)
          return try writer.write(samples[first + offset], as: name, into: folder)
        }
      }
      for result in results { all.append(try result.get()) }
      progress(all.count)
    }
    return try writer.finish(names, all, of: samples, into: folder)
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

/// What writes the labels of one task in one layout.
protocol LabelWriter<Sample>: Sendable {
  associatedtype Sample

  var layout: ConversionLayout { get }
  /// Writes the labels of one picture that have a file of their own, and gives those that have not.
  func write(
    _ sample: Sample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels
  /// Writes what is about all pictures; the notes for the user, what the layout cannot say among them.
  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], of samples: [Sample],
    into folder: ConversionFolder
  ) throws(DatasetError) -> [String]
}
