import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The normal numbers that a picture is made of.
package struct Latent: Hashable, Sendable {
  package var values: [Float]

  /// Draws `width` numbers from `seed`.
  package init(seed: UInt64, width: Int) {
    var random = RandomSource(seed: seed, stream: "latent")
    values = (0..<width).map { _ in random.normal() }
  }

  package init(values: [Float]) { self.values = values }

  /// Every number times `factor`.
  package func scaled(by factor: Float) -> Latent { Latent(values: values.map { $0 * factor }) }

  /// The share of the way towards `other` along the arc between the two; straight where there is no arc.
  package func turned(towards other: Latent, by share: Float) -> Latent {
    let product = zip(values, other.values).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    let lengths = length * other.length
    let angle = lengths > 0 ? acos(min(max(product / lengths, -1), 1)) : 0
    let sine = sin(angle)
    let (own, others) =
      sine > 1e-4
      ? (sin((1 - share) * angle) / sine, sin(share * angle) / sine) : (1 - share, share)
    return Latent(values: zip(values, other.values).map { own * $0 + others * $1 })
  }

  private var length: Float {
    values.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
  }
}
