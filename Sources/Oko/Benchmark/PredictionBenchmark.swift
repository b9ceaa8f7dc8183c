package import OkoTensors

/// Times networks on made-up inputs, compiled as the predictors compile theirs, in turns, so that all meet the same
/// disturbances.
public struct PredictionBenchmark: Sendable {
  /// What was measured of one network.
  public struct Measurement: Sendable {
    /// The network.
    public let network: BenchmarkNetwork
    /// The multiplications and additions of its convolutions and products, for the whole batch.
    public let operations: Int
    /// The bytes of the memory that the values between input and result share.
    public let arenaBytes: Int
    /// Seconds of every run.
    public var seconds: [Double] = []
    /// The time of every step, where it was asked for.
    package var profile: ProgramProfile?

    /// The median of `seconds`.
    public var median: Double { seconds.sorted()[seconds.count / 2] }
    /// 10⁹ operations a second, by the median.
    public var throughput: Double { Double(operations) / median / 1e9 }
  }

  /// Pictures at a time.
  public let batchSize: Int
  /// The multiply-add peak of one core, 10⁹ operations a second.
  public let peak: Double
  /// One for each network.
  public let measurements: [Measurement]

  /// Runs each network `times` times in turns, after one run that is not timed.
  ///
  /// With `profiles`, every step of each is timed as well, in runs of their own.
  public static func run(
    _ networks: [BenchmarkNetwork], batchSize: Int, times: Int, profiles: Bool = false
  ) -> PredictionBenchmark {
    let subjects = networks.map { Subject($0, batchSize: batchSize) }
    var measurements = subjects.map { subject in
      Measurement(
        network: subject.network, operations: subject.operations,
        arenaBytes: subject.program.arenaBytes)
    }
    for round in 0...times {
      for turn in subjects.indices {
        let index = (turn + round) % subjects.count
        var clock = LapClock()
        subjects[index].run()
        let seconds = clock.lap() / 1e3
        if round > 0 { measurements[index].seconds.append(seconds) }
      }
    }
    if profiles {
      for index in subjects.indices {
        measurements[index].profile = subjects[index].profile(times: times)
      }
    }
    return PredictionBenchmark(
      batchSize: batchSize, peak: KernelBenchmark.measuredPeak(), measurements: measurements)
  }

  /// A network with its program and its input.
  private struct Subject {
    let network: BenchmarkNetwork
    let program: Program
    let operations: Int
    private let input: Tensor

    init(_ network: BenchmarkNetwork, batchSize: Int) {
      self.network = network
      let shape = network.inputShape(batchSize: batchSize)
      let (forward, _) = network.made()
      program = Program(inputs: [shape]) { [forward($0[0])] }
      operations = forward(Tensor(placeholder: shape)).countedOperations
      var random = RandomSource(seed: 0, stream: "benchmark")
      input = Tensor(uniform: shape, in: 0...1, using: &random)
    }

    func run() { _ = program([input]) }

    func profile(times: Int) -> ProgramProfile { program.profile([input], times: times) }
  }
}
