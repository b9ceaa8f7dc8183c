public import ArgumentParser
public import Oko

/// `oko bench train`: the time of training steps.
struct BenchTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Measure training steps of well-known networks and of our own.",
    discussion: """
      A step is forward, loss, gradients and update, on made-up pictures; steps are made in turns. What counts is \
      three times the work of the forward pass in its direct form. The memory is the most that a process with one \
      network ever took. Let nothing else run meanwhile.

      EXAMPLES:
        oko bench train --threads 1
        oko bench train --network unet-256 --network resnet18-224 --json
      """)

  @Option(
    name: .customLong("network"),
    help: ArgumentHelp(
      "A network, any number of times: "
        + BenchmarkTraining.allCases.map(\.rawValue).joined(separator: ", ") + ". (default: all)",
      valueName: "name"))
  var networks: [BenchmarkTraining] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Inputs in a step. (default: what is usual for each)", valueName: "n"))
  var batch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often to time each step.", valueName: "n"))
  var times = 5

  @Flag(help: "Print one JSON object per network.")
  var json = false

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    // Batch normalisation of a batch of one picture would be at a loss at a single place.
    if let batch { try Check.range("--batch", batch, 2...4096) }
    try Check.range("--times", times, 1...100_000)
  }

  func run() throws {
    threads.apply()
    let networks = networks.isEmpty ? BenchmarkTraining.allCases : networks
    let result = NetworkBenchmark.steps(networks, batchSize: batch, times: times)
    try BenchmarkOutput.write(result, asJSON: json, again: ["train"] + batchArguments)
  }

  private var batchArguments: [String] { batch.map { ["--batch", "\($0)"] } ?? [] }
}

extension BenchmarkTraining: ExpressibleByArgument {}
