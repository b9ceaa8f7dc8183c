import OkoJSON
import OkoTensors

extension PredictionBenchmark {
  /// A table for people.
  public var lines: [String] {
    func line(_ cells: [String]) -> String {
      let widths = [20, 12, 10, 12, 10, 12]
      return zip(cells, widths).enumerated().map { index, cell in
        let (text, width) = cell
        let space = String(repeating: " ", count: max(1, width - text.count))
        return index == 0 ? text + space : space + text
      }.joined()
    }
    func rounded(_ value: Double, _ digits: Double = 10) -> String {
      "\((value * digits).rounded() / digits)"
    }
    let threads = Workers.shared.threadCount
    return [
      "batch \(batchSize), \(threads == 1 ? "1 thread" : "\(threads) threads"), peak of one core: "
        + "\(rounded(peak)) GFLOP/s",
      line(["network", "ms", "GFLOP", "GFLOP/s", "of peak", "arena MB"]),
    ]
      + measurements.flatMap {
        [
          line([
            $0.network.rawValue, rounded($0.median * 1e3, 100),
            rounded(Double($0.operations) / 1e9, 100),
            rounded($0.throughput), rounded($0.throughput / peak * 100, 1) + " %",
            rounded(Double($0.arenaBytes) / 1e6),
          ])
        ] + profileLines($0)
      }
  }

  /// The steps that were timed, each with its share of the peak.
  private func profileLines(_ measurement: Measurement) -> [String] {
    (measurement.profile?.lines ?? []).map { step in
      let microseconds = (step.seconds * 1e7).rounded() / 10
      let share = Double(step.operations) / step.seconds / 1e9 / peak
      let rate = step.operations > 0 ? ", \((share * 100).rounded()) % of peak" : ""
      return "  \(step.description): \(microseconds) µs\(rate)"
    }
  }

  /// One JSON object for each network.
  public var jsonLines: [String] {
    measurements.map { measurement in
      let document: JSONValue = [
        "schema_version": 1, "network": .string(measurement.network.rawValue),
        "batch": .integer(batchSize), "threads": .integer(Workers.shared.threadCount),
        "milliseconds": .number(measurement.median * 1e3),
        "all_milliseconds": .array(measurement.seconds.map { .number($0 * 1e3) }),
        "operations": .integer(measurement.operations),
        "gflops": .number(measurement.throughput), "peak_gflops": .number(peak),
        "arena_bytes": .integer(measurement.arenaBytes),
      ]
      return document.serialized()
    }
  }
}
