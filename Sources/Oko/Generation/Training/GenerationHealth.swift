/// Watches for what goes wrong with a GAN.
///
/// That is samples all alike, a discriminator that knows its pictures by heart, and divergence.
package struct GenerationHealth: Codable, Hashable, Sendable {
  /// The greatest diversity so far, of that of the real pictures.
  package private(set) var greatestDiversity = 0.0
  /// How often both networks were put back to an earlier state.
  package private(set) var rollbacks = 0
  /// Whether the next step begins with an earlier state.
  package private(set) var isLost = false
  /// Steps that rollbacks undid.
  package private(set) var undoneSteps = 0

  /// Below this diversity, samples are called alike.
  package static let alike = 0.3
  /// A generator that falls below this diversity, having been above `alike`, does not recover by itself.
  package static let lost = 0.1
  /// A discriminator with this lead tells nearly all pictures.
  package static let overwhelmingLead: Float = 0.97
  /// More often than this, the run is not worth going on.
  package static let mostRollbacks = 5

  /// Begins with nothing seen.
  package init() {}

  /// What was found.
  package struct Verdict: Hashable, Sendable {
    /// What people should know.
    package var remarks: [String] = []
    /// Whether this state is one to come back to.
    package var isHealthy = true

    /// Makes the verdict on what is sound.
    package init() {}
  }

  /// Whether there was a state to come back to.
  package var hasBeenHealthy: Bool { greatestDiversity >= Self.alike }

  /// The factor of the learning rate: each rollback halves it.
  package var rateFactor: Float { 1 / Float(1 << min(max(rollbacks, 0), Self.mostRollbacks)) }

  /// Judges a generator by the diversity of its samples, of that of the real ones, and by its discriminator.
  ///
  /// A generator that has collapsed is lost from then on, until both networks are put back.
  package mutating func judge(diversity: Double, strength: AdaptiveStrength) -> Verdict {
    var verdict = Verdict()
    // Written so that what is no number counts as alike.
    if !(diversity >= Self.alike) {
      verdict.isHealthy = false
      let share = diversity.isFinite ? Int((diversity * 100).rounded()) : 0
      verdict.remarks.append(
        "samples are only \(share) % as unlike one another as the pictures: "
          + "early on that passes; if it stays, the generator draws few pictures again and again (mode collapse)"
      )
    }
    if strength.lead > Self.overwhelmingLead {
      verdict.remarks.append(
        "the discriminator tells nearly all pictures from samples (lead "
          + "\(Double((strength.lead * 100).rounded()) / 100))"
          + (strength.probability >= AdaptiveStrength.greatest
            ? " even as they are changed: it knows them by heart; more pictures or --mirror help"
            : "; if that stays, a larger --gamma helps the generator to follow"))
    }
    isLost = hasBeenHealthy && diversity < Self.lost
    if isLost {
      verdict.remarks.append(
        "both networks go back to the last healthy state, and on at half the learning rate")
    }
    greatestDiversity = max(greatestDiversity, diversity)
    return verdict
  }

  /// Notes that both networks are put back by `steps`; false where that was done too often already.
  package mutating func rollBack(undoing steps: Int) -> Bool {
    guard rollbacks < Self.mostRollbacks else { return false }
    rollbacks += 1
    undoneSteps += steps
    isLost = false
    return true
  }
}
