/// Which class the pixels of each true class were given; pixels whose truth is ignored do not count.
///
/// A pixel that is predicted as `LabelMap.ignored`, as none of the classes, counts as missed by its own class and
/// against no other.
public struct PixelConfusion: Hashable, Sendable {
  /// The number of classes; as a predicted class it stands for none of them.
  public let classCount: Int
  private var counts: [Int]

  /// Makes a matrix of zeros.
  ///
  /// - Precondition: there are from 1 to 255 classes.
  public init(classCount: Int) {
    precondition(
      (1...255).contains(classCount), "PixelConfusion: \(classCount) classes, 1 to 255 expected")
    self.classCount = classCount
    counts = [Int](repeating: 0, count: classCount * (classCount + 1))
  }

  /// Counts the pixels of one picture.
  ///
  /// - Precondition: the maps have one size, and no label but `LabelMap.ignored` is beyond the classes.
  public init(classCount: Int, predicted: LabelMap, truth: LabelMap) {
    self.init(classCount: classCount)
    precondition(
      predicted.size == truth.size,
      "PixelConfusion: a prediction of \(predicted.size.width)×\(predicted.size.height) for a truth of "
        + "\(truth.size.width)×\(truth.size.height)")
    // A cell for every pair of bytes: no label needs to be looked at before it is counted.
    var table = [Int](repeating: 0, count: 1 << 16)
    table.withUnsafeMutableBufferPointer { table in
      predicted.labels.withUnsafeBufferPointer { predicted in
        truth.labels.withUnsafeBufferPointer { truth in
          for pixel in truth.indices {
            table[Int(truth[pixel]) << 8 | Int(predicted[pixel])] += 1
          }
        }
      }
    }
    let none = Int(LabelMap.ignored)
    for truth in 0..<none {
      for predicted in 0...none {
        let count = table[truth << 8 | predicted]
        guard count > 0 else { continue }
        precondition(
          truth < classCount && (predicted < classCount || predicted == none),
          "PixelConfusion: label \(max(truth, predicted)) of \(classCount) classes")
        self[truth: truth, predicted: min(predicted, classCount)] += count
      }
    }
  }

  /// How many pixels of `truth` were given the class `predicted`; `classCount` stands for none.
  public internal(set) subscript(truth truth: Int, predicted predicted: Int) -> Int {
    get { counts[truth * (classCount + 1) + predicted] }
    set { counts[truth * (classCount + 1) + predicted] = newValue }
  }

  /// The counts, a row for each true class, of each predicted class and of none.
  public var rows: [[Int]] {
    (0..<classCount).map { truth in (0...classCount).map { self[truth: truth, predicted: $0] } }
  }

  /// Adds another matrix of the same classes.
  public static func += (sum: inout PixelConfusion, other: PixelConfusion) {
    precondition(
      sum.classCount == other.classCount,
      "PixelConfusion: \(other.classCount) classes added to \(sum.classCount)")
    for index in sum.counts.indices { sum.counts[index] += other.counts[index] }
  }

  /// How well the pixels of `index` are told from all others.
  public func agreement(ofClass index: Int) -> PixelAgreement {
    agreement { $0 == index }
  }

  /// How well the pixels of all classes but the first, the background, are told from it.
  public var foregroundAgreement: PixelAgreement { agreement { $0 > 0 && $0 < classCount } }

  /// The share of pixels that have their true class; nil without pixels.
  public var accuracy: Double? {
    let right = (0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: $1] }
    return PixelAgreement.share(right, of: counts.reduce(0, +))
  }

  /// The mean intersection over union of the classes that occur in the truth or the prediction; nil where none does.
  public var meanIoU: Double? {
    Mean.of((0..<classCount).map { agreement(ofClass: $0).iou })
  }

  private func agreement(_ belongs: (Int) -> Bool) -> PixelAgreement {
    var agreement = PixelAgreement()
    for truth in 0..<classCount {
      for predicted in 0...classCount {
        let count = self[truth: truth, predicted: predicted]
        switch (belongs(truth), belongs(predicted)) {
        case (true, true): agreement.right += count
        case (true, false): agreement.missed += count
        case (false, true): agreement.invented += count
        case (false, false): break
        }
      }
    }
    return agreement
  }
}

/// How well two sets of pixels agree: the figures are nil where they would divide by 0.
public struct PixelAgreement: Hashable, Sendable {
  /// Pixels of both sets: true positives.
  public var right = 0
  /// Pixels of the prediction alone: false positives.
  public var invented = 0
  /// Pixels of the truth alone: false negatives.
  public var missed = 0

  /// Makes an agreement of nothing.
  public init() {}

  /// Intersection over union, the Jaccard index: TP / (TP + FP + FN).
  public var iou: Double? { Self.share(right, of: right + invented + missed) }
  /// The Dice coefficient, which is F1: 2 TP / (2 TP + FP + FN).
  public var dice: Double? { Self.share(2 * right, of: 2 * right + invented + missed) }
  /// TP / (TP + FP).
  public var precision: Double? { Self.share(right, of: right + invented) }
  /// TP / (TP + FN).
  public var recall: Double? { Self.share(right, of: right + missed) }

  static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}

/// Means of what there is.
enum Mean {
  /// The mean of the values that are not nil; nil where all are.
  static func of(_ values: [Double?]) -> Double? {
    let values = values.compactMap(\.self)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
