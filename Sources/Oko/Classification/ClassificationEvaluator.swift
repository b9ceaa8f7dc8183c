import OkoImaging
import OkoTensors
public import OkoTraining

/// What a classifier makes of labelled pictures.
public struct ClassificationScores: Sendable, Hashable {
  /// How often a picture of each class was taken for each: a row for every true class.
  public let confusion: [[Int]]
  /// How many pictures had the right class among the five likeliest.
  let amongFive: Int

  /// How many pictures there were.
  public var count: Int { confusion.joined().reduce(0, +) }
  /// The share of pictures whose likeliest class is right.
  public var top1: Double { share(confusion.indices.reduce(0) { $0 + confusion[$1][$1] }) }
  /// The share of pictures with the right class among the five likeliest.
  public var top5: Double { share(amongFive) }

  private func share(_ right: Int) -> Double { count == 0 ? 0 : Double(right) / Double(count) }

  /// The share of the pictures of each class that were recognised; nil where there are none.
  public var recalls: [Double?] {
    confusion.indices.map { index in
      let total = confusion[index].reduce(0, +)
      return total == 0 ? nil : Double(confusion[index][index]) / Double(total)
    }
  }
}

/// Measures a classifier on labelled pictures.
public struct ClassificationEvaluator: Sendable {
  /// The pictures.
  public let samples: [ClassSample]
  /// How many pass the network at a time.
  private static let batch = 32

  /// Makes an evaluator on `samples`.
  public init(samples: [ClassSample]) { self.samples = samples }

  /// How good `classifier` is on the pictures; `progress` hears of the finished share and may throw to stop.
  ///
  /// - Throws: `TrainingError` that names a picture that cannot be read, and what `progress` throws.
  public func scores(
    of classifier: Classifier, _ progress: (Double) throws -> Void = { _ in }
  ) throws -> ClassificationScores {
    let count = classifier.classNames.count
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    var amongFive = 0
    for start in stride(from: 0, to: samples.count, by: Self.batch) {
      let part = Array(samples[start..<min(start + Self.batch, samples.count)])
      let pictures = try Workers.shared.map(part.count) { index in
        Result { () throws(ImageError) in try classifier.fitted(path: part[index].imagePath) }
      }.enumerated().map { index, result in
        do throws(ImageError) { return try result.get() } catch {
          throw error.training(file: part[index].imagePath)
        }
      }
      let logits = classifier.logits(of: pictures).scalars
      for (row, sample) in part.enumerated() {
        let own = Array(logits[row * count..<(row + 1) * count])
        let better = own.indices.count { other in
          own[other] > own[sample.classIndex]
            || own[other] == own[sample.classIndex] && other < sample.classIndex
        }
        if better < 5 { amongFive += 1 }
        let best = own.indices.reduce(0) { own[$1] > own[$0] ? $1 : $0 }
        confusion[sample.classIndex][best] += 1
      }
      try progress(Double(start + part.count) / Double(samples.count))
    }
    return ClassificationScores(confusion: confusion, amongFive: amongFive)
  }
}
