/// What a classifier makes of labelled pictures.
public struct ClassificationScores: Sendable, Hashable {
  /// How often a picture of each class was taken for each: a row for every true class.
  ///
  /// The last column is of pictures taken for a class that the truth does not know.
  public private(set) var confusion: [[Int]]
  /// Pictures whose true class was among the five likeliest.
  private var amongFive = 0
  /// Whether five are not all that there is to choose from.
  private let hasTop5: Bool

  /// Makes the scores of no picture of `classCount` classes by a model that chooses among `choices`.
  ///
  /// - Precondition: there is a class.
  package init(classCount: Int, choices: Int) {
    precondition(classCount > 0, "ClassificationScores: there are no classes")
    confusion = [[Int]](
      repeating: [Int](repeating: 0, count: classCount + 1), count: classCount)
    hasTop5 = choices > 5
  }

  /// Adds a picture of the class `truth`.
  ///
  /// `ranking` has the classes from the likeliest on; nil stands for those that the truth does not know.
  package mutating func add(truth: Int, ranking: some Collection<Int?>) {
    let first = ranking.first ?? nil
    confusion[truth][first ?? confusion.count] += 1
    if ranking.prefix(5).contains(truth) { amongFive += 1 }
  }

  /// How many pictures there were.
  public var pictureCount: Int { confusion.joined().reduce(0, +) }
  /// The share of pictures whose likeliest class is right; nil without pictures.
  public var top1: Double? {
    Self.share(confusion.indices.reduce(0) { $0 + confusion[$1][$1] }, of: pictureCount)
  }
  /// The share of pictures with the right class among the five likeliest; nil where there are no more than five.
  public var top5: Double? { hasTop5 ? Self.share(amongFive, of: pictureCount) : nil }
  /// The mean of the classes' recalls, in which rare classes count as much as frequent ones.
  public var meanRecall: Double? { Mean.of(confusion.indices.map { recall(ofClass: $0) }) }
  /// The mean of the classes' precisions.
  public var meanPrecision: Double? { Mean.of(confusion.indices.map { precision(ofClass: $0) }) }

  /// The share of the pictures of the class `index` that were recognised; nil where there are none.
  public func recall(ofClass index: Int) -> Double? {
    Self.share(confusion[index][index], of: confusion[index].reduce(0, +))
  }

  /// The share of right ones among the pictures taken for the class `index`; nil where there are none.
  public func precision(ofClass index: Int) -> Double? {
    Self.share(confusion[index][index], of: confusion.reduce(0) { $0 + $1[index] })
  }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
