import ArgumentParser
import Oko

/// `oko data check`: everything that is wrong with a dataset, in one pass.
struct DataCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Report everything that is wrong with a dataset.",
    discussion: """
      Reads YOLO, COCO, Pascal VOC and CreateML folders, tells the layout by itself, decodes every \
      picture, and changes nothing. Exits with 1 where there are errors; warnings alone are fine.

      EXAMPLES:
        oko data check bccd
        oko data check bccd --json | jq '.issues[] | select(.severity == "error")'
      """)

  @Argument(
    help: ArgumentHelp("The dataset's folder, or its data.yaml.", valueName: "folder"),
    completion: .directory)
  var folder: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    threads.apply()
    let check = try DatasetCheck(folder: folder)
    try StandardOutput.write(
      line: output.json ? check.json.serialized(indented: true) : check.report())
    if check.errorCount > 0 { throw ExitCode.failure }
  }
}
