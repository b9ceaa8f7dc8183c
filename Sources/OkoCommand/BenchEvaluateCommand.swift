import ArgumentParser
import Oko

/// `oko bench evaluate`: the time that COCO's figures take.
struct BenchEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure the evaluation of made-up detections by COCO's protocol.",
    discussion: """
      EXAMPLES:
        oko bench evaluate
        oko bench evaluate --pictures 1000 --threads 1
        oko bench evaluate --json
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pictures, with a hundred detections each.", valueName: "n"))
  var pictures = 5000

  @Flag(help: "Print a JSON object.")
  var json = false

  @OptionGroup var threads: ThreadOptions

  func validate() throws { try Check.range("--pictures", pictures, 1...100_000) }

  func run() throws {
    threads.apply()
    let result = EvaluationBenchmark.run(pictures: pictures)
    guard !json else { return try StandardOutput.write(line: result.jsonLine) }
    let seconds = (result.seconds * 1000).rounded() / 1000
    try StandardOutput.write(
      line: "\(countText(result.pictureCount, "picture")), "
        + "\(countText(result.detectionCount, "detection")): \(seconds) s")
  }
}
