import OkoNetworks
import OkoTensors
import OkoTraining

extension BenchmarkTraining {
  /// DCGAN's two networks, one step each: every picture is made once, the discriminator learns from real and
  /// generated ones, then the generator from the discriminator.
  ///
  /// The generator's three passes and the discriminator's: three on real pictures, three on generated ones, and two
  /// for the generator, which needs no gradients of the discriminator's weights.
  static func game(_ batchSize: Int, _ random: inout RandomSource) -> (() -> Float, Int?) {
    let architecture = GenerationArchitecture(family: .dcgan, resolution: 64)
    let shape: Shape = [batchSize, 64, 64, 3]
    let classes = [Int](repeating: 0, count: batchSize)
    let (generator, work) = initialized(
      GeneratorNetwork(architecture), input: [batchSize, architecture.latentWidth]
    ) { $0($1, classes: classes) }
    let discriminator = DiscriminatorNetwork(architecture)
    discriminator.initialize(seed: 0)
    // It normalises by the statistics of what it sees, so that counting takes real pictures.
    let scores = discriminator(Tensor(zeros: [2, 64, 64, 3]).tracked(), classes: [0, 0])
    let otherWork = scores.countedOperations / 2 * batchSize
    let reals = Tensor(uniform: shape, in: -1...1, using: &random)
    let rule = UpdateRule.adam(beta1: 0.5, beta2: 0.999)
    let optimizers = (Optimizer(generator, rule: rule), Optimizer(discriminator, rule: rule))
    let loss = AdversarialLoss.nonSaturating
    var latents = RandomSource(seed: 0, stream: "latents")
    func step() -> Float {
      let latent = Tensor(normal: [batchSize, architecture.latentWidth], using: &latents)
      return optimizers.0.minimize(rate: 2e-4) {
        let fakes = generator(latent, classes: classes)
        _ = optimizers.1.minimize(rate: 2e-4) {
          loss.ofDiscriminator(
            real: discriminator(reals, classes: classes),
            fake: discriminator(fakes.untracked, classes: classes))
        }
        let judged = discriminator(fakes, classes: classes)
        return loss.ofGenerator(real: { judged }, fake: judged)
      }.scalars[0]
    }
    return (step, work + 8 * otherWork)
  }

  /// Our generator and its discriminator with all that belongs to their training: penalties, augmentation and the
  /// average of the weights.
  static func ownGame(_ batchSize: Int, _ random: inout RandomSource) -> (() -> Float, Int?) {
    let architecture = GenerationArchitecture(resolution: 64)
    let generator = GeneratorNetwork(architecture)
    let discriminator = DiscriminatorNetwork(architecture)
    generator.initialize(seed: 0)
    discriminator.initialize(seed: 0)
    let networks = AdversarialNetworks(
      generator, against: discriminator, options: GenerationTrainingOptions(data: "", output: ""),
      data: TrainingData(classNames: [], fingerprint: ""))
    let batch = GenerationBatch(
      images: Tensor(uniform: [batchSize, 64, 64, 3], in: -1...1, using: &random),
      classes: [Int](repeating: 0, count: batchSize), files: [])
    return ({ Float(networks.play(batch, rate: 1e-4)["generator"] ?? 0) }, nil)
  }
}
