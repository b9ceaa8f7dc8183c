/// How lines are read.
public struct ReadingOptions: Sendable {
  /// How the text is found in what the network says of each step.
  public var decoding = TextDecoding()
  /// What logits are divided by: 0 makes the likeliest class sure, a large one makes all alike; nil for the model's own.
  public var temperature: Float?
  /// Where it is not nil, a text is drawn at random with this seed instead of finding the likeliest one.
  ///
  /// The same line, seed and temperature give the same text; the rest of `decoding` has no part in it.
  public var sampleSeed: UInt64?

  /// Makes the default options: the likeliest class of every step.
  public init() {}
}
