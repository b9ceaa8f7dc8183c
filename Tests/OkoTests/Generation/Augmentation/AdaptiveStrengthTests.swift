import Foundation
import Oko
import Testing

@Suite struct AdaptiveStrengthTests {
  /// What `strength` becomes when `steps` steps of `count` real pictures score `lead` more than the generated ones.
  private func after(
    _ steps: Int, of count: Int = 1000, lead: Float, _ strength: AdaptiveStrength
  ) -> AdaptiveStrength {
    var strength = strength
    let zeros = [Float](repeating: 0, count: count)
    for _ in 0..<steps { strength.note(real: zeros.map { $0 + lead }, fake: zeros) }
    return strength
  }

  @Test func theLeadIsTheRunningMeanOfTheSigns() {
    var strength = AdaptiveStrength()
    // Two lead, one lies behind, one neither.
    strength.note(real: [3, 0.1, -2, 1], fake: [1, 0, 5, 1])
    #expect(abs(strength.lead - 0.02 * 0.25) < 1e-7)
    strength.note(real: [1, 1], fake: [0, 0])
    #expect(abs(strength.lead - (0.005 * 0.98 + 0.02)) < 1e-7)
  }

  @Test func theProbabilityRisesOnceTheLeadIsBeyondItsTarget() {
    // 1 − 0.98ⁿ passes 0.6 at the 46th step.
    let before = after(45, lead: 1, AdaptiveStrength(probability: 0))
    #expect(before.lead < 0.6 && before.probability == 0)
    let beyond = after(10, lead: 1, before)
    #expect(beyond.lead > 0.6)
    #expect(abs(beyond.probability - 10 * 1000 / 100_000) < 1e-6)
  }

  @Test func theProbabilityFallsWithoutALead() {
    let strength = after(10, lead: 0, AdaptiveStrength(probability: 0.5))
    #expect(strength.lead == 0)
    #expect(abs(strength.probability - 0.4) < 1e-6)
    #expect(after(10, lead: -1, AdaptiveStrength(probability: 0.5)).lead < -0.1)
  }

  @Test func theProbabilityStaysWithinItsBounds() {
    let strong = after(300, lead: 1, AdaptiveStrength(probability: 0.5))
    #expect(strong.probability == AdaptiveStrength.greatest)
    #expect(after(300, lead: -1, strong).probability == 0)
  }

  @Test func aConstantStaysWhileTheLeadIsFollowed() {
    let strength = after(200, lead: 1, AdaptiveStrength(constant: 0.9))
    #expect(strength.probability == 0.9)
    #expect(strength.lead > 0.9)
  }

  @Test func noPicturesTeachNothing() {
    var strength = AdaptiveStrength(probability: 0.3)
    strength.note(real: [], fake: [])
    #expect(strength == AdaptiveStrength(probability: 0.3))
  }

  @Test(arguments: [AdaptiveStrength(probability: 0.2), AdaptiveStrength(constant: 0.1)])
  func whatIsStoredGoesOnAsBefore(strength: AdaptiveStrength) throws {
    let strength = after(70, of: 7, lead: 1, strength)
    let stored = try JSONEncoder().encode(strength)
    let read = try JSONDecoder().decode(AdaptiveStrength.self, from: stored)
    #expect(read == strength)
    #expect(after(9, lead: 1, read) == after(9, lead: 1, strength))
  }
}
