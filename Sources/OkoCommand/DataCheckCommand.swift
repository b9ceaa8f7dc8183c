import ArgumentParser
import Oko

/// `oko data check`: everything that is wrong with a dataset, in one pass.
struct DataCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Report everything that is wrong with a dataset.",
    discussion: """
      Reads YOLO, COCO, Pascal VOC, CreateML, mask folders and text lines, tells the layout by itself, decodes \
      every picture and mask, and changes nothing. Mask folders, and VOC with SegmentationClass/ alone, are \
      checked for segmentation, lines with their texts for reading; datasets with boxes for detection, unless \
      --task says otherwise. Exits with 1 where there are errors; warnings alone are fine.

      EXAMPLES:
        oko data check bccd
        oko data check nuclei
        oko data check coco --task segment
        oko data check receipts --task read
        oko data check bccd --json | jq '.issues[] | select(.severity == "error")'
      """)

  @Argument(
    help: ArgumentHelp("The dataset's folder, or its data.yaml.", valueName: "folder"),
    completion: .directory)
  var folder: String

  @OptionGroup var task: DatasetTaskOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    threads.apply()
    switch task.task(of: folder) {
    case .detect:
      let check = try DatasetCheck(folder: folder)
      try finish(check.json.serialized(indented: true), check.report(), check.errorCount)
    case .segment:
      let check = try SegmentationCheck(folder: folder)
      try finish(check.json.serialized(indented: true), check.report(), check.errorCount)
    case .read:
      let check = try TextCheck(folder: folder)
      try finish(check.json.serialized(indented: true), check.report(), check.errorCount)
    }
  }

  private func finish(
    _ json: @autoclosure () -> String, _ text: @autoclosure () -> String, _ errorCount: Int
  ) throws {
    try StandardOutput.write(line: output.json ? json() : text())
    if errorCount > 0 { throw ExitCode.failure }
  }
}
