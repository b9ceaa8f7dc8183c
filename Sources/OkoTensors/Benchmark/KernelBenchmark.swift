import COkoKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures convolutions against the multiply-add peak of one core.
///
/// A share is the direct form's arithmetic over time over peak, whichever way a kernel takes; Winograd's can
/// exceed 1. Forward passes find their filter packed, as in inference; gradients pack it, as in training.
package struct KernelBenchmark: Sendable {
  /// The time of one convolution, three ways.
  package struct Measurement: Sendable {
    /// For people: `80² 64→64 3×3`.
    package var name: String
    /// Forward, data gradient and filter gradient as shares of the peak.
    package var shares: [Double]
  }

  /// The peak of one core in GFLOP/s.
  package var peak: Double
  /// One for each shape.
  package var measurements: [Measurement]

  /// What `shares` hold, in order.
  package static let passes = ["forward", "data gradient", "filter gradient"]

  /// The geometric mean over all shapes, for every pass.
  package var geometricMeans: [Double] {
    Self.passes.indices.map { pass in
      let product = measurements.reduce(1) { $0 * $1.shares[pass] }
      return pow(product, 1 / Double(measurements.count))
    }
  }

  /// Measures the multiply-add peak of one core, in GFLOP/s.
  package static func measuredPeak() -> Double { oko_measure_peak() }

  /// Runs every shape for about `seconds` each way, on the calling thread alone.
  package static func run(seconds: Double = 0.1) -> KernelBenchmark {
    let threads = Workers.shared.threadCount
    Workers.shared.threadCount = 1
    defer { Workers.shared.threadCount = threads }
    var peak = measuredPeak()
    let raw = BenchmarkShape.all.map { shape in
      let rates = shape.rates(seconds: seconds)
      peak = max(peak, measuredPeak())
      return Measurement(name: shape.name, shares: rates)
    }
    return KernelBenchmark(
      peak: peak,
      measurements: raw.map { Measurement(name: $0.name, shares: $0.shares.map { $0 / peak }) })
  }

  /// A table for people.
  package var lines: [String] {
    let columns = Self.passes
    func line(_ name: String, _ cells: [String]) -> String {
      name + String(repeating: " ", count: max(1, 24 - name.count))
        + cells.map { String(repeating: " ", count: max(1, 17 - $0.count)) + $0 }.joined()
    }
    func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
    return ["peak of one core: \((peak * 10).rounded() / 10) GFLOP/s", line("shape", columns)]
      + measurements.map { line($0.name, $0.shares.map(percent)) }
      + [line("geometric mean", geometricMeans.map(percent))]
  }
}
