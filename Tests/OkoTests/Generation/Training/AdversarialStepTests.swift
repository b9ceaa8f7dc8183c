import Oko
import OkoNetworks
import TestSupport
import Testing

@Suite struct AdversarialStepTests {
  private let network: DiscriminatorNetwork
  private let reals = testTensor([2, 32, 32, 3])
  private let fakes = testTensor([2, 32, 32, 3], seed: 2)

  init() {
    network = DiscriminatorNetwork(ToyGenerator.architecture())
    ToyGenerator.scatter(network)
  }

  private func parts(
    _ step: AdversarialStep, number: Int, scores: inout AdversarialStep.Scores
  ) -> [Float] {
    step.ofDiscriminator(
      network, reals: reals, fakes: fakes, classes: [0, 2], step: number, scores: &scores
    ).scalars
  }

  @Test func penaltiesComeAtTheirIntervalAndWeighAsMuchMore() {
    let step = AdversarialStep(loss: .relativistic, penaltyWeight: 0.5, penaltyInterval: 4)
    var scores = AdversarialStep.Scores()
    let all = (0..<9).map { parts(step, number: $0, scores: &scores) }
    #expect(all.map(\.count) == [3, 1, 1, 1, 3, 1, 1, 1, 3])
    #expect(all[4] == all[0])
    #expect(abs(all[1][0] - all[0][0]) < 1e-5)
    let expected = [reals, fakes].map { pictures in
      let pictures = pictures.tracked()
      return GradientPenalty.mean(at: pictures, scores: network(pictures, classes: [0, 2])).scalar
    }
    // γ/2 · interval = 1.
    #expect(abs(all[0][1] / expected[0] - 1) < 1e-4)
    #expect(abs(all[0][2] / expected[1] - 1) < 1e-4)
    #expect(expected[0] > 1e-3 && abs(expected[0] / expected[1] - 1) > 1e-3)
  }

  @Test func theGameIsThatOfTheScores() {
    var scores = AdversarialStep.Scores()
    let step = AdversarialStep(loss: .nonSaturating, penaltyWeight: 0, penaltyInterval: 1)
    let parts = parts(step, number: 0, scores: &scores)
    #expect(parts.count == 1)
    let real = network(reals, classes: [0, 2]), fake = network(fakes, classes: [0, 2])
    #expect(largestError(scores.real, real.scalars.map(Double.init)) < 1e-5)
    #expect(largestError(scores.fake, fake.scalars.map(Double.init)) < 1e-5)
    let game = AdversarialLoss.nonSaturating.ofDiscriminator(real: real, fake: fake).scalar
    #expect(abs(parts[0] - game) < 1e-5)
  }
}
