import OkoNetworks
import OkoTensors
import OkoTraining

/// Times the network of Shi, Bai and Yao (2015) on made-up lines of 32×128 pixels.
public struct ReadingBenchmark: Sendable {
  /// Lines at a time.
  public let batchSize: Int
  /// Seconds of each forward that was timed.
  public let forwardSeconds: [Double]
  /// Seconds of each training step that was timed.
  public let stepSeconds: [Double]

  /// The median of `forwardSeconds`.
  public var medianForward: Double { forwardSeconds.sorted()[forwardSeconds.count / 2] }
  /// The median of `stepSeconds`; nil where no steps were timed.
  public var medianStep: Double? {
    stepSeconds.isEmpty ? nil : stepSeconds.sorted()[stepSeconds.count / 2]
  }

  /// Times `times` forwards of `batchSize` lines, and as many training steps where `trains` says so.
  ///
  /// A step is forward, CTC loss of 8 characters a line, gradients and update.
  public static func classic(batchSize: Int, times: Int, trains: Bool) -> ReadingBenchmark {
    let network = ClassicReader()
    network.initialize(seed: 0)
    var random = RandomSource(seed: 0, stream: "benchmark")
    let lines = Tensor(uniform: [batchSize, 32, 128, 1], in: 0...1, using: &random)
    let forward = timed(times) { _ = network(lines).scalars }
    guard trains else {
      return ReadingBenchmark(batchSize: batchSize, forwardSeconds: forward, stepSeconds: [])
    }
    let body = OptimizedNetwork(network, weightDecay: 0)
    let labels = (0..<batchSize).map { line in (0..<8).map { 1 + (5 * line + 7 * $0) % 36 } }
    let steps = timed(times) {
      _ = body.step(rate: 1e-4) { network in
        let logits = network(lines)
        return logits.temporalClassificationLoss(
          labels: labels, lengths: [Int](repeating: logits.shape[1], count: batchSize)
        ).mean()
      }
    }
    return ReadingBenchmark(
      batchSize: batchSize, forwardSeconds: forward, stepSeconds: steps)
  }

  /// The seconds of `count` calls, after two that are not timed.
  private static func timed(_ count: Int, _ body: () -> Void) -> [Double] {
    (0..<count + 2).compactMap { index in
      var clock = LapClock()
      body()
      let seconds = clock.lap() / 1e3
      return index < 2 ? nil : seconds
    }
  }
}
