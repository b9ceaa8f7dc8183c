import Oko
import TestSupport
import Testing

@Suite struct AdversarialLossTests {
  private let real = Tensor([1, -1], shape: [2])
  private let fake = Tensor([0, 2], shape: [2])

  // softplus(−3, −2, −1, 0, 1, 2, 3) = 0.0485874, 0.1269280, 0.3132617, 0.6931472, 1.3132617, 2.1269280, 3.0485874
  @Test func pairsAreComparedInTheRelativisticGame() {
    let loss = AdversarialLoss.relativistic
    #expect(abs(loss.ofDiscriminator(real: real, fake: fake).scalar - 1.6809246) < 1e-6)
    #expect(abs(loss.ofGenerator(real: { real }, fake: fake).scalar - 0.6809246) < 1e-6)
  }

  @Test func eachIsJudgedAloneInTheClassicGame() {
    let loss = AdversarialLoss.nonSaturating
    #expect(abs(loss.ofDiscriminator(real: real, fake: fake).scalar - 2.2232993) < 1e-6)
    var isAsked = false
    let own = loss.ofGenerator(
      real: {
        isAsked = true
        return real
      }, fake: fake)
    #expect(abs(own.scalar - 0.4100376) < 1e-6)
    #expect(!isAsked)
  }

  @Test(arguments: [AdversarialLoss.relativistic, .nonSaturating])
  func theOnesGainIsTheOthersLoss(loss: AdversarialLoss) {
    let scores = [real.tracked(), fake.tracked()]
    let judge = gradients(
      of: loss.ofDiscriminator(real: scores[0], fake: scores[1]), at: scores
    ).map(\.scalars)
    #expect(judge[0].allSatisfy { $0 < 0 } && judge[1].allSatisfy { $0 > 0 })
    let maker = gradients(
      of: loss.ofGenerator(real: { scores[0] }, fake: scores[1]), at: [scores[1]])
    #expect(maker[0].scalars.allSatisfy { $0 < 0 })
  }

  @Test(arguments: [AdversarialLoss.relativistic, .nonSaturating])
  func gradientsEqualDifferences(loss: AdversarialLoss) {
    let check = FiniteDifferences(order: 2)
    let inputs = [testTensor([5], in: -3...3), testTensor([5], seed: 2, in: -3...3)]
    #expect(check.mismatches(at: inputs) { loss.ofDiscriminator(real: $0[0], fake: $0[1]) } == [])
    #expect(
      check.mismatches(at: inputs) { inputs in
        loss.ofGenerator(real: { inputs[0] }, fake: inputs[1])
      } == [])
  }

  @Test func largeScoresDoNotOverflow() {
    let far = Tensor([1000], shape: [1]), near = Tensor([-1000], shape: [1])
    for loss in [AdversarialLoss.relativistic, .nonSaturating] {
      #expect(loss.ofDiscriminator(real: far, fake: near).scalar == 0)
      #expect(loss.ofDiscriminator(real: near, fake: far).scalar == 2000)
    }
  }
}
