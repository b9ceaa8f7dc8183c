import ArgumentParser
import Oko

/// `oko bench generate`: the time of a generator's training step and of its samples.
struct BenchGenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Measure a generator's training step and its samples on made-up pictures.",
    discussion: """
      A step is one of the discriminator and one of the generator: forward, losses, gradients, updates. Let \
      nothing else run meanwhile.

      EXAMPLES:
        oko bench generate --network dcgan --threads 1
        oko bench generate --imgsz 128 --batch 16
      """)

  @Option(help: "residual, or the classic dcgan.")
  var network = GenerationArchitecture.Family.residual

  @Option(help: ArgumentHelp("The side of the pictures: 32, 64, 128 or 256.", valueName: "n"))
  var imgsz = 64

  @Option(help: ArgumentHelp("Pictures in a step.", valueName: "n"))
  var batch = 64

  @Option(help: ArgumentHelp("Steps to time.", valueName: "n"))
  var steps = 10

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard GenerationArchitecture.resolutions.contains(imgsz) else {
      throw ValidationError("--imgsz is \(imgsz); it must be 32, 64, 128 or 256")
    }
    try Check.range("--batch", batch, 2...4096)
    try Check.range("--steps", steps, 1...100_000)
  }

  func run() throws {
    threads.apply()
    let result = GenerationBenchmark.training(
      network, resolution: imgsz, batchSize: batch, steps: steps)
    func milliseconds(_ seconds: Double) -> Double { (seconds * 1e5).rounded() / 100 }
    try StandardOutput.write(
      line: "\(network.rawValue) \(imgsz)x\(imgsz), batch \(batch): "
        + "\(milliseconds(result.medianStep)) ms a step of both networks (median of "
        + "\(result.stepSeconds.count)), \(GenerationBenchmark.sampleCount) samples in "
        + "\(milliseconds(result.medianSamples)) ms")
  }
}
