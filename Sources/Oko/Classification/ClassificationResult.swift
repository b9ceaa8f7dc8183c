/// What a classifier says of one picture.
public struct ClassificationResult: Sendable {
  /// The probability of each class, all together 1.
  public let probabilities: [Float]
  /// The classes from the likeliest on; of equal ones the first comes first.
  ///
  /// It follows the logits, which differ even where probabilities are rounded to the same number.
  public let ranking: [Int]
  /// What was wrong with the file and could be passed over.
  public let warnings: [String]
  /// Milliseconds.
  public let milliseconds: Milliseconds

  package init(
    probabilities: [Float], ranking: [Int]? = nil, warnings: [String] = [],
    milliseconds: Milliseconds = Milliseconds()
  ) {
    (self.probabilities, self.warnings) = (probabilities, warnings)
    self.ranking = ranking ?? probabilities.ranking
    self.milliseconds = milliseconds
  }

  /// Times of the parts of the work, in milliseconds.
  public struct Milliseconds: Sendable, Hashable {
    /// Reading, decoding and fitting the picture.
    public var decode: Double = 0
    /// The network.
    public var network: Double = 0
  }
}

extension [Float] {
  /// The places of the values from the largest on; of equal ones the first comes first.
  var ranking: [Int] {
    indices.sorted { self[$0] == self[$1] ? $0 < $1 : self[$0] > self[$1] }
  }
}
