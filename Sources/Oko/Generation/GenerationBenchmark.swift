import OkoImaging
import OkoNetworks
import OkoTensors
import OkoTraining

/// Times generators on made-up pictures: a training step of both networks, and samples.
public struct GenerationBenchmark: Sendable {
  /// Pictures in a step.
  public let batchSize: Int
  /// Seconds of each step of the discriminator and then the generator that was timed, after two that were not.
  public let stepSeconds: [Double]
  /// Seconds of each time that the samples were drawn, after one that was not.
  public let sampleSeconds: [Double]

  /// The median of `stepSeconds`.
  public var medianStep: Double { stepSeconds.sorted()[stepSeconds.count / 2] }
  /// The median of `sampleSeconds`.
  public var medianSamples: Double { sampleSeconds.sorted()[sampleSeconds.count / 2] }

  /// How many samples are drawn at a time.
  public static let sampleCount = 64

  /// Times `steps` steps of pictures without classes in three channels, and `steps` times ``sampleCount`` samples.
  public static func training(
    _ family: GenerationArchitecture.Family, resolution: Int = 64, batchSize: Int = 64,
    steps: Int = 10
  ) -> GenerationBenchmark {
    let architecture = GenerationArchitecture(family: family, resolution: resolution)
    let networks = AdversarialNetworks(
      initialized(GeneratorNetwork(architecture)),
      against: initialized(DiscriminatorNetwork(architecture)),
      options: GenerationTrainingOptions(data: "", output: ""),
      data: TrainingData(classNames: [], fingerprint: ""))
    var random = RandomSource(seed: 0, stream: "benchmark")
    let batch = GenerationBatch(
      images: Tensor(
        uniform: [batchSize, resolution, resolution, 3], in: -1...1, using: &random),
      classes: Array(repeating: 0, count: batchSize), files: [])
    var stepSeconds: [Double] = []
    for step in 0..<(max(steps, 1) + 2) {
      var clock = LapClock()
      _ = networks.play(batch, rate: 1e-4)
      let lap = clock.lap() / 1e3
      if step >= 2 { stepSeconds.append(lap) }
    }
    return GenerationBenchmark(
      batchSize: batchSize, stepSeconds: stepSeconds,
      sampleSeconds: samples(of: architecture, times: max(steps, 1)))
  }

  private static func initialized<Network: Module>(_ network: Network) -> Network {
    network.initialize(seed: 0)
    return network
  }

  private static func samples(of architecture: GenerationArchitecture, times: Int) -> [Double] {
    let generator = Generator(
      initialized(GeneratorNetwork(architecture)),
      description: ModelDescription(
        task: GenerationTraining.task, classNames: ["picture"],
        imageSize: architecture.resolution))
    let requests = (0..<UInt64(sampleCount)).map { GenerationRequest(seed: $0) }
    var seconds: [Double] = []
    for time in 0...times {
      var clock = LapClock()
      _ = generator.pictures(requests)
      let lap = clock.lap() / 1e3
      if time >= 1 { seconds.append(lap) }
    }
    return seconds
  }
}
