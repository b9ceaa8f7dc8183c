public import ArgumentParser
public import Oko

/// `oko bench predict`: the time of networks' forward passes.
struct BenchPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Measure the forward passes of well-known networks and of our own.",
    discussion: """
      Networks are built from their papers' tables with random weights, compiled and run in turns. What \
      counts is the work of the direct form, so Winograd's can exceed the peak. The memory is the most that a process \
      with one network ever took. Let nothing else run meanwhile.

      EXAMPLES:
        oko bench predict --threads 1
        oko bench predict --network mbv3l-224 --steps --threads 1
        oko bench predict --network resnet18-224 --network yolov8n-320 --batch 8 --json
      """)

  @Option(
    name: .customLong("network"),
    help: ArgumentHelp(
      "A network, any number of times: "
        + BenchmarkNetwork.allCases.map(\.rawValue).joined(separator: ", ") + ". (default: all)",
      valueName: "name"))
  var networks: [BenchmarkNetwork] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Inputs at a time.", valueName: "n"))
  var batch = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often to time each network.", valueName: "n"))
  var times = 10

  @Flag(help: "Time every step of each network as well.")
  var steps = false

  @Flag(help: "Print one JSON object per network.")
  var json = false

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try Check.range("--batch", batch, 1...1024)
    try Check.range("--times", times, 1...100_000)
  }

  func run() throws {
    threads.apply()
    let networks = networks.isEmpty ? BenchmarkNetwork.allCases : networks
    let result = NetworkBenchmark.predictions(
      networks, batchSize: batch, times: times, profiles: steps)
    try BenchmarkOutput.write(result, asJSON: json, again: ["predict", "--batch", "\(batch)"])
  }
}

extension BenchmarkNetwork: ExpressibleByArgument {}
