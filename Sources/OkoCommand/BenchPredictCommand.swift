public import ArgumentParser
public import Oko
import OkoTensors

/// `oko bench predict`: the time of networks' forward passes.
struct BenchPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Measure the forward passes of well-known networks and of our own.",
    discussion: """
      Networks are built from their papers' tables with random weights, compiled and run in turns. What \
      counts is the work of the direct form, so Winograd's can exceed the peak. The peak of the memory is told where \
      one network is timed alone. With --tune, each network is timed as usual and as tuned, in turns. Let nothing else \
      run meanwhile.

      EXAMPLES:
        oko bench predict --threads 1
        oko bench predict --network mbv3l-224 --steps --threads 1
        oko bench predict --precision bf16 --threads 1
        oko bench predict --network resnet18-224 --tune --steps
        oko bench predict --network resnet18-224 --network yolov8n-320 --batch 8 --json
      """)

  @OptionGroup var benchmark: BenchmarkArguments<BenchmarkNetwork>

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Inputs at a time.", valueName: "n"))
  var batch = 1

  @Option(
    help: ArgumentHelp(
      "In how many bits to multiply: f32, bf16, or int8, calibrated on the input itself.",
      valueName: "bits"))
  var precision = Precision.float32

  @Flag(help: "Time every step of each network as well.")
  var steps = false

  @OptionGroup var tuning: TuningOptions

  func validate() throws { try Check.range("--batch", batch, 1...1024) }

  func run() throws {
    benchmark.threads.apply()
    try benchmark.write(
      .predictions(
        benchmark.networks, precision: precision, batchSize: batch, times: benchmark.times,
        profiles: steps, tuning: tuning.tune ? tuning.measurements : nil))
  }
}

extension BenchmarkNetwork: ExpressibleByArgument {}
