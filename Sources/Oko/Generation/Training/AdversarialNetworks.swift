import OkoNetworks
import OkoTensors
import OkoTraining

/// A generator and its discriminator in the hands of their optimizers: the two-player game and all that it remembers.
final class AdversarialNetworks {
  private let generator: NetworkInTraining<GeneratorNetwork>
  private let discriminator: OptimizedNetwork<DiscriminatorNetwork>
  private let adversarial: AdversarialStep
  private let seed: UInt64
  /// How strongly the discriminator's pictures are changed.
  private(set) var strength: AdaptiveStrength

  /// Makes the game of two networks of one architecture by the recipe of their family and what `options` say.
  init(
    _ network: GeneratorNetwork, against discriminator: DiscriminatorNetwork,
    options: GenerationTrainingOptions, data: TrainingData
  ) {
    let architecture = network.architecture
    let isClassic = architecture.family == .dcgan
    let rule =
      isClassic ? UpdateRule.adam(beta1: 0.5, beta2: 0.999) : .adam(beta1: 0, beta2: 0.99)
    generator = NetworkInTraining(
      OptimizedNetwork(
        network, rule: rule, weightDecay: options.weightDecay, gradientLimit: nil),
      twin: GeneratorNetwork(architecture), data: data)
    self.discriminator = OptimizedNetwork(
      discriminator, rule: rule, weightDecay: options.weightDecay, gradientLimit: nil)
    adversarial = AdversarialStep(
      loss: isClassic ? .nonSaturating : .relativistic,
      penaltyWeight: isClassic
        ? 0 : options.penaltyWeight ?? Self.penaltyWeight(side: architecture.resolution),
      penaltyInterval: options.penaltyInterval)
    strength =
      options.augmentation.map(AdaptiveStrength.init(constant:))
      ?? (isClassic ? AdaptiveStrength(constant: 0) : AdaptiveStrength(probability: 0.2))
    seed = options.seed
  }

  /// The usual γ, which grows with the pixels, over which the penalty adds up.
  private static func penaltyWeight(side: Int) -> Float {
    0.5 * Float(side * side) / 4096
  }

  /// How many steps were made.
  var steps: Int { generator.steps }

  /// The generator with averaged weights.
  var averaged: GeneratorNetwork { generator.averaged }

  func begin(_ epoch: EpochPlan) { generator.begin(epoch) }

  /// One step of both: the generator draws a picture of each real one's class, the discriminator learns from both, and
  /// then the generator from the discriminator.
  ///
  /// - Parameters:
  ///   - batch: The real pictures.
  ///   - rate: The learning rate of both.
  ///   - attempt: How often the game began anew; other attempts draw other numbers.
  /// - Returns: The losses and what the discriminator's pictures go through.
  func play(_ batch: GenerationBatch, rate: Float, attempt: Int = 0) -> NamedValues {
    let number = generator.steps
    var random = RandomSource(
      seed: seed, stream: "step\(number)" + (attempt > 0 ? "/attempt\(attempt)" : ""))
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
}
