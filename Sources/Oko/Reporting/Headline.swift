/// A figure that says in one number how good a model is.
public struct Headline: Hashable, Sendable {
  /// What it is called: `mAP50`.
  public let name: String
  /// The figure, usually from 0 to 1.
  public let value: Double
  /// Whether less is better.
  public let isError: Bool

  /// Makes a headline.
  public init(_ name: String, _ value: Double, isError: Bool = false) {
    (self.name, self.value, self.isError) = (name, value, isError)
  }
}

/// The scores of a model that predicts, which a few figures sum up.
public protocol PredictionReport: TaskReport {
  /// The figures that sum the scores up, the one that matters most first; those with nothing to measure are left out.
  var headlines: [Headline] { get }
}
