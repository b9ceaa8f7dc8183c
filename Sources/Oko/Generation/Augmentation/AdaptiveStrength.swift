/// How strongly the discriminator's pictures are changed: just as much as keeps it from learning the real ones by heart.
///
/// After Karras et al. 2020, whose measure, the mean sign of the scores of real pictures, here is that of the lead of
/// real pictures over generated ones, as a relativistic discriminator's scores mean nothing by themselves.
package struct AdaptiveStrength: Codable, Hashable, Sendable {
  /// The probability of each change.
  package private(set) var probability: Float
  /// The running mean of sign(D(real) − D(fake)), −1…1: 0 for a discriminator that guesses.
  package private(set) var lead: Float = 0
  /// The lead that is aimed at; nil for a constant probability.
  private let target: Float?

  /// No probability goes beyond this, or generated pictures would look changed themselves.
  package static let greatest: Float = 0.8
  /// How many pictures it takes to go from never to always.
  package static let picturesToFull: Float = 100_000
  /// The share of a step in the running mean.
  private static let share: Float = 0.02

  /// An adaptive strength that begins at `probability`.
  package init(probability: Float = 0, target: Float = 0.6) {
    (self.probability, self.target) = (probability, target)
  }

  /// A strength that stays as it is.
  package init(constant: Float) {
    (probability, target) = (constant, nil)
  }

  /// Takes note of how many of a step's real pictures lead over the generated ones.
  package mutating func note(real: [Float], fake: [Float]) {
    guard !real.isEmpty else { return }
    let signs = zip(real, fake).reduce(Float(0)) {
      $0 + ($1.0 > $1.1 ? 1 : $1.0 < $1.1 ? -1 : 0)
    }
    lead += Self.share * (signs / Float(real.count) - lead)
    guard let target else { return }
    let step = Float(real.count) / Self.picturesToFull
    probability = min(max(0, probability + (lead > target ? step : -step)), Self.greatest)
  }
}
