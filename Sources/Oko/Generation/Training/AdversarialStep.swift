import OkoNetworks
package import OkoTensors

/// One step of both networks: the discriminator learns inside the generator's step, so that each picture is made once.
package struct AdversarialStep {
  let loss: AdversarialLoss
  /// The weight γ of the penalties, γ/2 · (R1 + R2); 0 for none.
  let penaltyWeight: Float
  /// Steps from one with penalties to the next; the weight grows with it.
  ///
  /// After Karras et al. 2020 (lazy regularization).
  let penaltyInterval: Int

  package init(loss: AdversarialLoss, penaltyWeight: Float, penaltyInterval: Int) {
    (self.loss, self.penaltyWeight) = (loss, penaltyWeight)
    self.penaltyInterval = penaltyInterval
  }

  /// What the discriminator said of one step's pictures.
  package struct Scores {
    package var real: [Float] = []
    package var fake: [Float] = []

    package init() {}
  }

  /// The discriminator's loss.
  ///
  /// - Parameters:
  ///   - network: The discriminator.
  ///   - reals: Pictures of the data, changed.
  ///   - fakes: Generated pictures, changed; constants.
  ///   - classes: The class of each real picture, which is that of the generated one beside it.
  ///   - step: The number of the step, from 0.
  ///   - scores: Takes what the discriminator says.
  /// - Returns: The parts of the loss, a vector: the game's, R1 and R2.
  package func ofDiscriminator(
    _ network: DiscriminatorNetwork, reals: Tensor, fakes: Tensor, classes: [Int], step: Int,
    scores: inout Scores
  ) -> Tensor {
    let isPenalized = penaltyWeight > 0 && step % penaltyInterval == 0
    let (reals, fakes) = isPenalized ? (reals.tracked(), fakes.tracked()) : (reals, fakes)
    let real = network(reals, classes: classes), fake = network(fakes, classes: classes)
    (scores.real, scores.fake) = (real.scalars, fake.scalars)
    let game = loss.ofDiscriminator(real: real, fake: fake).reshaped(to: [1])
    guard isPenalized else { return game }
    let weight = penaltyWeight / 2 * Float(penaltyInterval)
    let penalties = [(reals, real), (fakes, fake)].map {
      GradientPenalty.mean(at: $0, scores: $1).reshaped(to: [1]) * weight
    }
    return Tensor.concatenated([game] + penalties, axis: 0)
  }
}
