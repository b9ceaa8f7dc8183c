import ArgumentParser
import Oko

/// `oko bench read`: the time of a reader's forward and training step.
struct BenchReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Measure the reader of Shi et al. 2015 on made-up lines.",
    discussion: """
      The network is that of the paper (8.7 million weights), its lines have 32x128 pixels. A training step is \
      forward, CTC loss, gradients and update. Let nothing else run meanwhile.

      EXAMPLES:
        oko bench read --threads 1
        oko bench read --batch 16 --train --threads 1
      """)

  @Option(help: ArgumentHelp("Lines at a time.", valueName: "n"))
  var batch = 1

  @Flag(help: "Time training steps as well.")
  var train = false

  @Option(help: ArgumentHelp("How often to time.", valueName: "n"))
  var times = 20

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try Check.range("--batch", batch, 1...4096)
    try Check.range("--times", times, 1...100_000)
  }

  func run() throws {
    threads.apply()
    let result = ReadingBenchmark.classic(batchSize: batch, times: times, trains: train)
    func milliseconds(_ seconds: Double) -> Double { (seconds * 1e5).rounded() / 100 }
    let step = result.medianStep.map { ", \(milliseconds($0)) ms a training step" } ?? ""
    try StandardOutput.write(
      line: "CRNN 32x128, batch \(batch): \(milliseconds(result.medianForward)) ms forward\(step) "
        + "(medians of \(times))")
  }
}
