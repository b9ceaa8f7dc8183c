import ArgumentParser
import Oko

/// What `oko bench predict` and `oko bench train` have in common: which networks are timed, how often, and how the
/// figures are printed.
struct BenchmarkArguments<Network>: ParsableArguments
where
  Network: ExpressibleByArgument & CaseIterable & RawRepresentable & Sendable,
  Network.RawValue == String
{
  @Option(
    name: .customLong("network"),
    help: ArgumentHelp(
      "A network, any number of times: "
        + Network.allCases.map(\.rawValue).joined(separator: ", ") + ". (default: all)",
      valueName: "name"))
  var named: [Network] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often to time each network.", valueName: "n"))
  var times = 10

  @Flag(help: "Print one JSON object per network.")
  var json = false

  @OptionGroup var threads: ThreadOptions

  func validate() throws { try Check.range("--times", times, 1...100_000) }

  /// The networks to time.
  var networks: [Network] { named.isEmpty ? Array(Network.allCases) : named }

  /// Prints a table, or a JSON object for each network.
  func write(_ result: NetworkBenchmark) throws {
    for line in json ? result.jsonLines : result.lines { try StandardOutput.write(line: line) }
  }
}
