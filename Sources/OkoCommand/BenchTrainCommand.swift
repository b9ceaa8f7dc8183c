public import ArgumentParser
public import Oko
import OkoTensors

/// `oko bench train`: the time of training steps.
struct BenchTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Measure training steps of well-known networks and of our own.",
    discussion: """
      A step is forward, loss, gradients and update, on made-up pictures; steps are made in turns. What counts is \
      three times the work of the forward pass in its direct form. The peak of the memory is told where one network is \
      timed alone. Let nothing else run meanwhile.

      EXAMPLES:
        oko bench train --threads 1
        oko bench train --network unet-256 --network resnet18-224 --json
        oko bench train --precision bf16
      """)

  @OptionGroup var benchmark: BenchmarkArguments<BenchmarkTraining>

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Inputs in a step. (default: what is usual for each)", valueName: "n"))
  var batch: Int?

  @Option(help: ArgumentHelp("In how many bits to multiply: f32 or bf16.", valueName: "bits"))
  var precision = TrainingPrecision.float32

  func validate() throws {
    // Batch normalisation of a batch of one picture would be at a loss at a single place.
    if let batch { try Check.range("--batch", batch, 2...4096) }
  }

  func run() throws {
    benchmark.threads.apply()
    try benchmark.write(
      .steps(
        benchmark.networks, precision: precision, batchSize: batch, times: benchmark.times))
  }
}

extension BenchmarkTraining: ExpressibleByArgument {}
