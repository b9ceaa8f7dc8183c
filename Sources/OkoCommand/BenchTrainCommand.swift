import ArgumentParser
import Oko

/// `oko bench train`: the time of a training step.
struct BenchTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Measure a detector's training step on made-up pictures.",
    discussion: """
      A step is forward, loss, gradients and update, with 80 classes and 7 boxes a picture. Let nothing else \
      run meanwhile.

      EXAMPLES:
        oko bench train
        oko bench train --size small --imgsz 416 --batch 4 --threads 1
      """)

  @Option(help: "The network: \(DetectorSize.allCases.map(\.rawValue).joined(separator: " or ")).")
  var size = DetectorSize.nano

  @Option(help: ArgumentHelp("The side of the pictures, a multiple of 32.", valueName: "n"))
  var imgsz = 320

  @Option(help: ArgumentHelp("Pictures in a step.", valueName: "n"))
  var batch = 8

  @Option(help: ArgumentHelp("Steps to time.", valueName: "n"))
  var steps = 20

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try Check.range("--imgsz", imgsz, 32...4096)
    guard imgsz % 32 == 0 else { throw ValidationError("--imgsz must be a multiple of 32") }
    try Check.range("--batch", batch, 1...4096)
    try Check.range("--steps", steps, 1...100_000)
  }

  func run() throws {
    threads.apply()
    let result = DetectorBenchmark.training(
      size, imageSize: imgsz, batchSize: batch, steps: steps)
    func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
    try StandardOutput.write(
      line: "\(size.rawValue) \(imgsz)x\(imgsz), batch \(batch): "
        + "\(rounded(result.median * 1e3)) ms a step (median of \(result.seconds.count)), "
        + "\(rounded(result.picturesPerSecond)) images/s, "
        + "\(rounded(result.operationsPerPicture / 1e9)) GFLOP an image forward, "
        + "\(rounded(result.throughput)) GFLOP/s")
  }
}
