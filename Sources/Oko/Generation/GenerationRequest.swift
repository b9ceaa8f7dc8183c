/// Which picture a generator is asked for.
public struct GenerationRequest: Hashable, Sendable {
  /// Decides everything that chance does.
  public var seed: UInt64
  /// What the picture shows; an index into the names of the classes, 0 where there are none.
  public var classIndex: Int
  /// ψ, by which the latent numbers are multiplied: below 1 pictures are likelier and more alike.
  public var truncation: Float

  /// Makes a request.
  public init(seed: UInt64, classIndex: Int = 0, truncation: Float = 1) {
    (self.seed, self.classIndex, self.truncation) = (seed, classIndex, truncation)
  }
}
