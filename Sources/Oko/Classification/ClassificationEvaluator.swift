public import OkoImaging
import OkoTensors
import OkoTraining

/// Measures a classifier on labelled pictures.
///
///     let evaluator = ClassificationEvaluator(samples: dataset.samples(.val), classCount: 10)
///     let scores = try evaluator.scores(of: classifier)
public struct ClassificationEvaluator: Sendable {
  /// What was seen while measuring.
  public struct Findings: Sendable {
    /// The scores on the pictures that can be read.
    public internal(set) var scores: ClassificationScores
    /// The pictures whose true class was given the smallest probability, the worst first.
    public internal(set) var worst: [ClassificationCase] = []
    /// The pictures that cannot be read, and why.
    public internal(set) var failures: [(path: String, error: ImageError)] = []
  }

  /// The pictures.
  public let samples: [ClassSample]
  /// The number of classes that the samples count.
  public let classCount: Int

  /// Makes an evaluator on `samples`.
  public init(samples: [ClassSample], classCount: Int) {
    (self.samples, self.classCount) = (samples, classCount)
  }

  /// How good `classifier` is on the pictures; `progress` hears of the finished share and may throw to stop.
  ///
  /// - Precondition: it has as many classes as are named here.
  /// - Throws: `TrainingError` that names a picture that cannot be read, and what `progress` throws.
  public func scores(
    of classifier: Classifier, _ progress: (Double) throws -> Void = { _ in }
  ) throws -> ClassificationScores {
    precondition(
      classifier.classNames.count == classCount,
      "ClassificationEvaluator: a classifier of \(classifier.classNames.count) classes for \(classCount)"
    )
    let findings = try findings(of: classifier, progress)
    if let (path, error) = findings.failures.first { throw error.training(file: path) }
    return findings.scores
  }

  /// Compares what `classifier` makes of each picture with the truth, and keeps the `worstCount` worst cases.
  ///
  /// `translated` gives a class of the classifier the number of the truth's, or nil where it has none.
  func findings(
    of classifier: Classifier, worstCount: Int = 0, _ progress: (Double) throws -> Void,
    translated: (Int) -> Int? = { $0 }
  ) throws -> Findings {
    let names = classifier.classNames
    let classes = names.indices.map(translated)
    var findings = Findings(
      scores: ClassificationScores(classCount: classCount, choices: names.count))
    let failures = try forEachPicture(of: classifier, progress) { sample, picture, logits in
      let (shares, ranking) = (classifier.probabilities(logits: logits), logits.ranking)
      findings.scores.add(truth: sample.classIndex, ranking: ranking.map { classes[$0] })
      let item = ClassificationCase(
        path: sample.imagePath, picture: picture, truth: sample.classIndex,
        score: zip(classes, shares).reduce(0) { sum, share in
          share.0 == sample.classIndex ? sum + Double(share.1) : sum
        },
        predicted: names[ranking[0]], confidence: Double(shares[ranking[0]]))
      findings.keep(item, limit: worstCount)
    }
    findings.failures = failures
    return findings
  }

  /// Hands each picture that can be read, as the network sees it, with its logits to `body`, in their order.
  ///
  /// - Returns: the others, and why they cannot be read.
  func forEachPicture(
    of classifier: Classifier, _ progress: (Double) throws -> Void,
    _ body: (ClassSample, Image, [Float]) -> Void
  ) throws -> [(path: String, error: ImageError)] {
    var failures: [(path: String, error: ImageError)] = []
    for start in stride(from: 0, to: samples.count, by: Classifier.batchSize) {
      let part = Array(samples[start..<min(start + Classifier.batchSize, samples.count)])
      var read: [(sample: ClassSample, picture: Image)] = []
      for (sample, outcome) in zip(part, pictures(part, for: classifier)) {
        switch outcome {
        case .success(let picture): read.append((sample, picture))
        case .failure(let error): failures.append((sample.imagePath, error))
        }
      }
      let found = read.isEmpty ? [] : classifier.logits(of: read.map(\.picture))
      for ((sample, picture), logits) in zip(read, found) { body(sample, picture, logits) }
      try progress(Double(start + part.count) / Double(samples.count))
    }
    return failures
  }

  private func pictures(
    _ samples: [ClassSample], for classifier: Classifier
  ) -> [Result<Image, ImageError>] {
    Workers.shared.map(samples.count) { index in
      Result { () throws(ImageError) in
        try classifier.prepare(path: samples[index].imagePath).image
      }
    }
  }
}

/// One picture with its true class and what it was taken for.
public struct ClassificationCase: Sendable {
  /// The picture's file.
  public let path: String
  /// The picture as the network saw it.
  public let picture: Image
  /// The number of the true class.
  public let truth: Int
  /// The probability of the true class.
  public let score: Double
  /// The name of the likeliest class.
  public let predicted: String
  /// The probability of the likeliest class.
  public let confidence: Double

  package init(
    path: String, picture: Image, truth: Int, score: Double, predicted: String, confidence: Double
  ) {
    (self.path, self.picture, self.truth, self.score) = (path, picture, truth, score)
    (self.predicted, self.confidence) = (predicted, confidence)
  }
}

extension ClassificationEvaluator.Findings {
  /// Keeps a case if it is among the `limit` worst; of equal ones those that came first.
  fileprivate mutating func keep(_ item: ClassificationCase, limit: Int) {
    let place = worst.firstIndex { $0.score > item.score } ?? worst.count
    guard place < limit else { return }
    worst.insert(item, at: place)
    if worst.count > limit { worst.removeLast() }
  }
}
