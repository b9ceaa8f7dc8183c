import COkoKernels

/// Measures attention, forward and backward, and the memory that it takes.
package struct AttentionBenchmark: Sendable {
  /// The fastest forward pass, in seconds.
  package var forward = Double.infinity
  /// The fastest backward pass, in seconds.
  package var backward = Double.infinity
  /// The multiplications and additions of the two products of the forward pass.
  package let operations: Double
  /// The multiply-add peak of one core in GFLOP/s.
  package let peak: Double
  /// The threads that computed.
  package let threads: Int
  /// The most bytes that the process ever had in memory.
  package let peakBytes: Int

  /// Lets `places` attend to one another, or to the first `keys` of them, so many times.
  ///
  /// The backward pass has five products where the forward pass has two.
  package init(places: Int, keys: Int? = nil, heads: Int, width: Int, repeats: Int) {
    var random = RandomSource(seed: 1, stream: "attention")
    let inputs = (0..<3).map { _ in
      Tensor(normal: [1, places, width], using: &random).tracked()
    }
    let clock = ContinuousClock()
    for _ in 0..<repeats {
      var output = inputs[0]
      let time = clock.measure {
        output = inputs[0].attention(
          to: inputs[1], values: inputs[2], heads: heads, lengths: keys.map { [$0] })
      }
      forward = min(forward, time / .seconds(1))
      let seed = Tensor(normal: output.shape, using: &random)
      let back = clock.measure {
        _ = gradients(of: output, at: inputs, from: seed, differentiably: false)
      }
      backward = min(backward, back / .seconds(1))
    }
    operations = 4 * Double(places) * Double(keys ?? places) * Double(width)
    threads = Workers.shared.threadCount
    peakBytes = MachineMemory.peakBytes
    peak = oko_measure_peak()
  }

  /// Two lines for people.
  package var lines: [String] {
    [("forward", forward, operations), ("backward", backward, 2.5 * operations)]
      .map { name, seconds, operations in
        let rate = operations / seconds / 1e9
        return "\(name): \(rounded(seconds * 1e3)) ms, \(rounded(rate)) GFLOP/s, "
          + "\(rounded(rate / peak / Double(threads) * 100)) % of \(threads) × \(rounded(peak))"
      } + ["memory: at most \(rounded(Double(peakBytes) / 1e6)) MB"]
  }

  private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
