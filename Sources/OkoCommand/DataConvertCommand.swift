public import ArgumentParser
public import Oko

extension DatasetConversion.Format: ExpressibleByArgument {}

/// `oko data convert`: a dataset in another layout.
struct DataConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a dataset in another layout.",
    discussion: """
      Reads what oko data check reads and writes it anew; the source is never changed. Labelled pixels become \
      masks, voc (masks with its palette), coco (polygons, or run lengths where there are holes) or yolo \
      (outlines), and keep every pixel. Boxes become yolo, coco, voc (XML) or createml. What has both is taken \
      for boxes, unless --task segment or --to masks says otherwise. What the layout cannot hold is told.

      EXAMPLES:
        oko data convert nuclei --to coco --output nuclei-coco
        oko data convert coco --task segment --to yolo --output outlines --link
        oko data convert bccd --to yolo --output bccd-yolo
      """)

  @Argument(
    help: ArgumentHelp("The dataset's folder, or its data.yaml.", valueName: "source"),
    completion: .directory)
  var source: String

  @Option(
    help: ArgumentHelp("The layout: masks, voc, coco, yolo or createml.", valueName: "layout"))
  var to: DatasetConversion.Format

  @Option(
    help: ArgumentHelp("A folder that is new or empty.", valueName: "dir"), completion: .directory)
  var output: String

  @Flag(help: "Link to the pictures rather than copy them.")
  var link = false

  @Flag(help: "Leave out broken pictures, masks and rows rather than stop at them.")
  var skipBad = false

  @OptionGroup var task: DatasetTaskOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    threads.apply()
    switch chosenTask {
    case .detect: try convertBoxes()
    case .segment: try convertPixels()
    case .read:
      throw ValidationError("lines of text have no other layout; convert takes boxes and pixels")
    }
  }

  /// Masks are made of pixels and CreateML's files of boxes, whatever else the source has.
  private var chosenTask: DatasetTask {
    if let task = task.task { return task }
    switch to {
    case .masks: return .segment
    case .createML: return .detect
    case .coco, .voc, .yolo: return DatasetTask.suited(to: source)
    }
  }

  private func convertBoxes() throws {
    let dataset = try DetectionDataset.convertible(folder: source, skipsBad: skipBad)
    try convert(dataset.splits.reduce(0) { $0 + dataset.samples($1).count }, dataset.issues) {
      try DatasetConversion.convert(
        dataset, to: to, output: output, linksPictures: link, progress: $0)
    }
  }

  private func convertPixels() throws {
    let dataset = try SegmentationDataset.convertible(folder: source, skipsBad: skipBad)
    try convert(dataset.splits.reduce(0) { $0 + dataset.samples($1).count }, dataset.issues) {
      try DatasetConversion.convert(
        dataset, to: to, output: output, linksPictures: link, progress: $0)
    }
  }

  private func convert(
    _ count: Int, _ issues: [DatasetIssue], _ body: ((Int) -> Void) throws -> [String]
  ) throws {
    let errors = issues.filter { $0.severity == .error }
    for error in errors.prefix(20) { StandardError.write(line: "\(error)") }
    let progress = CountProgress(total: count, verb: "converted")
    let notes = try body(progress.show)
    progress.clear()
    for note in notes { StandardError.write(line: "note: \(note)") }
    try StandardOutput.write(
      line: "\(output): \(countText(count, "picture")) as \(to.rawValue)"
        + (errors.isEmpty ? "" : ", \(countText(errors.count, "error")) left out"))
  }
}
