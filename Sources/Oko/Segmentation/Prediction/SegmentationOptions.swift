/// How a picture is segmented.
public struct SegmentationOptions: Hashable, Sendable {
  /// The side of the tiles that a large picture is cut into, in pixels; nil for the default.
  ///
  /// Without it a picture of at most ``wholePixels`` passes the network in one go.
  public var tile: Int?
  /// Which share of a tile its successor covers again, from 0 to 0.9.
  public var overlap = 0.5
  /// The most bytes that the process shall take; nil for as many as the picture needs.
  public var memoryLimit: Int?
  /// Whether the picture's mirror images are segmented too, and the four results averaged.
  public var mirrors = false
  /// Whether single things are told apart; nil where the model learnt it.
  public var instances: Bool?

  /// What logits are divided by, 0 or more; nil for the temperature of the models.
  ///
  /// It changes how sure the result is, never the classes or the things.
  public var temperature: Float?

  /// Pictures of no more pixels pass the network whole.
  public static let wholePixels = 1_500_000

  /// Makes the default options.
  public init() {}
}
