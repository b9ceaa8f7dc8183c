import OkoJSON
import OkoTensors

extension NetworkBenchmark {
  /// A table for people.
  public var lines: [String] {
    func text(_ value: Double?, per unit: Double = 1, decimals: Double = 10) -> String {
      value.map { "\(($0 / unit * decimals).rounded() / decimals)" } ?? "-"
    }
    func megabytes(_ bytes: Int?) -> String { text(bytes.map(Double.init), per: 1e6) }
    var table = TextTable(cellWidth: 11)
    table.add("network", ["batch", "ms", "GFLOP", "GFLOP/s", "of peak", "arena MB", "peak MB"])
    for measurement in measurements {
      table.add(
        measurement.tunedSteps == nil ? measurement.name : "  tuned",
        [
          "\(measurement.batchSize)", text(measurement.median, per: 1e-3, decimals: 100),
          text(measurement.operations.map(Double.init), per: 1e9, decimals: 100),
          text(measurement.throughput),
          share(of: measurement).map { "\(Int(($0 * 100).rounded())) %" } ?? "-",
          megabytes(measurement.arenaBytes), megabytes(measurement.peakBytes),
        ])
    }
    let threads = threadCount == 1 ? "1 thread" : "\(threadCount) threads"
    return ["\(threads), \(precision), peak of one core: \(text(peak)) GFLOP/s"] + table.lines
      + gainLines + measurements.flatMap(profileLines)
  }

  /// What measuring the kernels has gained for each network.
  private var gainLines: [String] {
    zip(measurements, measurements.dropFirst()).flatMap { usual, tuned -> [String] in
      guard let steps = tuned.tunedSteps else { return [] }
      let gain = (1 - tuned.median / usual.median) * 1000
      let share = "\(abs(gain.rounded()) / 10) % \(gain < 0 ? "more" : "less")"
      return ["", "\(tuned.name), tuned: \(share) time, \(steps.count) steps changed"]
        + steps.map { "  now \($0)" }
    }
  }

  /// The steps that were timed, each with its share of the peak.
  private func profileLines(_ measurement: Measurement) -> [String] {
    guard let profile = measurement.profile else { return [] }
    return ["", measurement.name + (measurement.tunedSteps == nil ? "" : ", tuned")]
      + profile.lines.map { step in
        let microseconds = (step.seconds * 1e7).rounded() / 10
        let share = Double(step.operations) / step.seconds / 1e9 / (peak * Double(threadCount))
        let rate = step.operations > 0 ? ", \(Int((share * 100).rounded())) % of peak" : ""
        return "  \(step.description): \(microseconds) µs\(rate)"
      }
  }

  /// One JSON object for each network.
  public var jsonLines: [String] {
    measurements.map { measurement in
      func optional<Value>(_ value: Value?, _ wrap: (Value) -> JSONValue) -> JSONValue {
        value.map(wrap) ?? .null
      }
      let document: JSONValue = [
        "schema_version": 1, "network": .string(measurement.name),
        "batch": .integer(measurement.batchSize), "threads": .integer(threadCount),
        "precision": .string(precision), "tuned": .bool(measurement.tunedSteps != nil),
        "milliseconds": .number(measurement.median * 1e3),
        "all_milliseconds": .array(measurement.seconds.map { .number($0 * 1e3) }),
        "operations": optional(measurement.operations) { .integer($0) },
        "gflops": optional(measurement.throughput) { .number($0) },
        "peak_gflops": .number(peak),
        "share_of_peak": optional(share(of: measurement)) { .number($0) },
        "arena_bytes": optional(measurement.arenaBytes) { .integer($0) },
        "peak_bytes": optional(measurement.peakBytes) { .integer($0) },
      ]
      return document.serialized()
    }
  }

  /// The share of what all threads could multiply and add.
  private func share(of measurement: Measurement) -> Double? {
    measurement.throughput.map { $0 / (peak * Double(threadCount)) }
  }
}
