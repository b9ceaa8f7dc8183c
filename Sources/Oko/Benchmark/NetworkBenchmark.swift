public import OkoTensors

/// Times networks on made-up inputs in turns, so that all meet the same disturbances.
public struct NetworkBenchmark: Sendable {
  /// What was measured of one network.
  public struct Measurement: Sendable {
    /// What users call it.
    public let name: String
    /// Inputs at a time.
    public let batchSize: Int
    /// The multiplications and additions of its convolutions and products, for the whole batch; nil where they are
    /// not counted.
    public let operations: Int?
    /// What kernels do for it that were chosen by measuring, of steps that others do as a rule; nil where none were
    /// measured.
    public let tunedSteps: [String]?
    /// The bytes that the values between input and result of a compiled network share; nil for training.
    public let arenaBytes: Int?
    /// Seconds of every run that was timed.
    public internal(set) var seconds: [Double] = []
    /// The most bytes that a process with this network alone ever had in memory; nil where there were others.
    public internal(set) var peakBytes: Int?
    /// The time of every step of a compiled network, where it was asked for.
    package internal(set) var profile: ProgramProfile?

    /// The median of `seconds`.
    public var median: Double { seconds.sorted()[seconds.count / 2] }
    /// 10⁹ operations a second, by the median.
    public var throughput: Double? { operations.map { Double($0) / median / 1e9 } }
  }

  /// The multiply-add peak of one core, 10⁹ operations a second.
  public let peak: Double
  /// How many threads computed.
  public let threadCount: Int
  /// In how many bits networks multiplied, as options name it: `bf16`.
  public let precision: String
  /// One for each network.
  public private(set) var measurements: [Measurement]

  /// Runs each network forward `times` times, compiled as the predictors compile theirs, after one run that is not
  /// timed.
  ///
  /// With `profiles`, every step of each is timed as well, in runs of their own. With `tuning`, each is timed twice: with
  /// the usual kernels, and with those that are or were measured to be the fastest. For int8, the ranges of values are
  /// those of the input that networks are timed with.
  public static func predictions(
    _ networks: [BenchmarkNetwork], precision: Precision = .float32, batchSize: Int, times: Int,
    profiles: Bool = false, tuning: KernelMeasurements? = nil
  ) -> NetworkBenchmark {
    let usual = networks.map {
      Subject(predicting: $0, in: precision, batchSize: batchSize)
    }
    // All of them after the usual ones, so that each runs after the same network as its counterpart.
    let tuned = tuning.map { tuning in
      zip(networks, usual).map {
        Subject(
          predicting: $0, in: precision, batchSize: batchSize, kernels: .measured(tuning),
          insteadOf: $1.steps)
      }
    }
    let subjects = usual + (tuned ?? [])
    var result = NetworkBenchmark(subjects, precision.rawValue, times: times, warmUps: 1)
    if profiles {
      for (index, subject) in subjects.enumerated() {
        result.measurements[index].profile = subject.profile?(times)
      }
    }
    if tuned != nil {
      result.measurements = networks.indices.flatMap { index in
        [result.measurements[index], result.measurements[networks.count + index]]
      }
    }
    return result
  }

  /// Makes `times` steps of each training, after two that are not timed; without a `batchSize`, each with its own.
  public static func steps(
    _ trainings: [BenchmarkTraining], precision: TrainingPrecision = .float32,
    batchSize: Int? = nil, times: Int
  ) -> NetworkBenchmark {
    NetworkBenchmark(
      trainings.map {
        Subject(training: $0, in: precision, batchSize: batchSize ?? $0.batchSize)
      },
      precision.rawValue, times: times, warmUps: 2)
  }

  private init(_ subjects: [Subject], _ precision: String, times: Int, warmUps: Int) {
    self.precision = precision
    var measurements = subjects.map(\.measurement)
    for round in 0..<times + warmUps {
      for turn in subjects.indices {
        let index = (turn + round) % subjects.count
        var clock = LapClock()
        subjects[index].run()
        let seconds = clock.lap() / 1e3
        if round >= warmUps { measurements[index].seconds.append(seconds) }
      }
    }
    if subjects.count == 1 { measurements[0].peakBytes = MachineMemory.peakBytes }
    self.measurements = measurements
    threadCount = Workers.shared.threadCount
    peak = KernelBenchmark.measuredPeak()
  }
}

/// A piece of work that is timed.
private struct Subject {
  let measurement: NetworkBenchmark.Measurement
  let run: () -> Void
  /// What each step of a compiled network does.
  var steps: [String] = []
  /// Times the parts of the work so many times, where it has any.
  var profile: ((Int) -> ProgramProfile)?

  init(
    predicting subject: BenchmarkNetwork, in precision: Precision, batchSize: Int,
    kernels: KernelChoice = .estimated, insteadOf usualSteps: [String]? = nil
  ) {
    let shape = subject.inputShape(batchSize: batchSize)
    let (forward, _) = subject.made()
    var random = RandomSource(seed: 0, stream: "benchmark")
    let input = Tensor(uniform: shape, in: 0...1, using: &random)
    let network = CompiledNetwork(kernels: kernels, forward)
    let program = network.computing(in: precision, observedOn: input).program(for: [shape])
    steps = program.descriptions
    measurement = NetworkBenchmark.Measurement(
      name: subject.rawValue, batchSize: batchSize, operations: program.operations,
      tunedSteps: usualSteps.map { Self.changes(from: $0, to: program.descriptions) },
      arenaBytes: program.arenaBytes)
    run = { _ = program([input]) }
    profile = { program.profile([input], times: $0) }
  }

  init(training: BenchmarkTraining, in precision: TrainingPrecision, batchSize: Int) {
    let (step, operations) = training.made(batchSize: batchSize)
    measurement = NetworkBenchmark.Measurement(
      name: training.rawValue, batchSize: batchSize, operations: operations, tunedSteps: nil,
      arenaBytes: nil)
    run = { TrainingPrecision.$current.withValue(precision) { _ = step() } }
  }

  /// The steps that are new.
  private static func changes(from usual: [String], to tuned: [String]) -> [String] {
    tuned.difference(from: usual).compactMap { change in
      if case .insert(_, let step, _) = change { step } else { nil }
    }
  }
}

extension CompiledNetwork {
  /// This network in some precision, for int8 with the ranges of `input`.
  fileprivate func computing(in precision: Precision, observedOn input: Tensor) -> CompiledNetwork {
    switch precision {
    case .float32: return self
    case .bfloat16: return computing(in: .bfloat16)
    case .int8:
      let observer = ValueObserver()
      _ = computing(in: .observed(observer))(input)
      return observer.plan.map { computing(in: .int8($0)) } ?? self
    }
  }
}
