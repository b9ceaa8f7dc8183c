import OkoImaging
import OkoNetworks
import OkoTensors
import OkoTraining

/// A generator and its discriminator in training: what `Trainer` drives.
final class GenerationTrainee: Trainable {
  typealias Batch = GenerationBatch

  private let generator: NetworkInTraining<GeneratorNetwork>
  private let discriminator: OptimizedNetwork<DiscriminatorNetwork>
  private let description: ModelDescription
  private let adversarial: AdversarialStep
  private let evaluator: GenerationMonitor
  private let seed: UInt64
  private var strength: AdaptiveStrength

  init(
    _ generator: NetworkInTraining<GeneratorNetwork>,
    against discriminator: OptimizedNetwork<DiscriminatorNetwork>, description: ModelDescription,
    step: AdversarialStep, strength: AdaptiveStrength, evaluator: GenerationMonitor, seed: UInt64
  ) {
    (self.generator, self.discriminator) = (generator, discriminator)
    (self.description, self.adversarial, self.strength) = (description, step, strength)
    (self.evaluator, self.seed) = (evaluator, seed)
  }

  var metricNames: [String] { evaluator.metricNames }

  func begin(_ epoch: EpochPlan) { generator.begin(epoch) }

  /// The generator draws a picture of each real one's class, the discriminator learns from both, and then the generator
  /// from the discriminator.
  func step(_ batch: GenerationBatch, rate: Float) throws -> NamedValues {
    let number = generator.steps
    var random = RandomSource(seed: seed, stream: "step\(number)")
    let augmentation = DifferentiableAugmentation(probability: strength.probability)
    let latents = Tensor(
      normal: [batch.classes.count, generator.network.architecture.latentWidth], using: &random)
    var scores = AdversarialStep.Scores()
    var parts: [Float] = []
    let own = generator.step(rate: rate) { network in
      let fakes = network(latents, classes: batch.classes)
      let reals = augmentation(batch.images, using: &random)
      let constants = augmentation(fakes.untracked, using: &random)
      parts = discriminator.step(rate: rate) {
        adversarial.ofDiscriminator(
          $0, reals: reals, fakes: constants, classes: batch.classes, step: number,
          scores: &scores)
      }
      let judge = discriminator.network
      return adversarial.loss.ofGenerator(
        real: { judge(reals, classes: batch.classes) },
        fake: judge(augmentation(fakes, using: &random), classes: batch.classes))
    }
    strength.note(real: scores.real, fake: scores.fake)
    return NamedValues([
      ("generator", own[0]), ("discriminator", parts[0]),
      ("penalty", parts.dropFirst().reduce(0, +)), ("lead", strength.lead),
      ("augmentation", strength.probability),
    ])
  }

  func evaluate(_ progress: (Double) throws -> Void) throws -> Metrics {
    try evaluator.measure(
      Generator(generator.averaged, description: description), step: generator.steps, progress)
  }

  var model: TrainingState {
    TrainingState(
      tensors: generator.averaged.checkpointTensors, strings: description.metadata)
  }

  var state: TrainingState {
    get throws {
      var state = try generator.state
      state.merge(discriminator.state, prefix: "discriminator/")
      try state.encode(strength, as: "augmentation")
      return state
    }
  }

  func restore(_ state: TrainingState) throws {
    let strength = try state.decode(AdaptiveStrength.self, from: "augmentation")
    try discriminator.restore(state.part(prefix: "discriminator/"))
    try generator.restore(state)
    self.strength = strength
  }

  func describe(_ batch: GenerationBatch) -> [String] { batch.files }
}
