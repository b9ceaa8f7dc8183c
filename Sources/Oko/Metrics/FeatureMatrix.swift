/// What a network makes of pictures: a row of features for each.
public struct FeatureMatrix: Sendable {
  /// How many pictures there are.
  public let rows: Int
  /// How many features each has.
  public let width: Int
  /// The features, row by row.
  public let values: [Float]

  /// Makes a matrix of `values`, row by row.
  ///
  /// - Precondition: there are `rows` · `width` values.
  public init(rows: Int, width: Int, values: [Float]) {
    precondition(
      rows >= 0 && width >= 0 && values.count == rows * width,
      "FeatureMatrix: \(values.count) values for \(rows) rows of \(width)")
    (self.rows, self.width, self.values) = (rows, width, values)
  }
}
