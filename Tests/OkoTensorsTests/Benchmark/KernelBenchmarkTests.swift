import Foundation
import OkoTensors
import Testing

@Suite struct KernelBenchmarkTests {
  @Test func everyShapeIsMeasuredAndTheMeansAreGeometric() {
    let result = KernelBenchmark.run(seconds: 0.001)
    #expect(result.peak > 0)
    #expect(result.measurements.count == 7)
    for (pass, mean) in result.geometricMeans.enumerated() {
      let shares = result.measurements.map { $0.shares[pass] }
      #expect(shares.allSatisfy { $0 > 0 && $0.isFinite })
      let logarithms = shares.reduce(0) { $0 + log($1) }
      #expect(abs(mean - exp(logarithms / 7)) < 1e-9 * mean)
    }
    #expect(result.lines.count == 10)
  }
}
