public import OkoImaging
import OkoTensors
import OkoTraining

/// Measures a segmenter on labelled pictures.
///
///     let evaluator = SegmentationEvaluator(samples: dataset.samples(.val), classCount: 2)
///     let scores = try evaluator.scores(of: segmenter)
public struct SegmentationEvaluator: Sendable {
  /// What was seen while measuring.
  public struct Findings: Sendable {
    /// The scores on the pictures that can be read.
    public internal(set) var scores: SegmentationScores
    /// The pictures with the lowest scores, the worst first.
    public internal(set) var worst: [SegmentationCase] = []
    /// The pictures that cannot be read, or whose labels cannot, and why.
    public internal(set) var failures: [(path: String, error: ImageError)] = []
  }

  /// The pictures.
  public let samples: [SegmentationSample]
  /// The number of classes that the labels count.
  public let classCount: Int
  /// How the pictures are segmented; things are compared where they are told apart and the truth has them.
  public var options = SegmentationOptions()

  /// Makes an evaluator on `samples`.
  public init(samples: [SegmentationSample], classCount: Int) {
    (self.samples, self.classCount) = (samples, classCount)
  }

  /// How good `segmenter` is on the pictures.
  ///
  /// While the network looks at one picture, another thread reads the next. `progress` hears of the finished share
  /// and may throw to stop.
  ///
  /// - Precondition: it has as many classes as are named here.
  /// - Throws: `TrainingError` that names a picture that cannot be read, and what `progress` throws.
  public func scores(
    of segmenter: Segmenter, _ progress: (Double) throws -> Void = { _ in }
  ) throws -> SegmentationScores {
    precondition(
      segmenter.classNames.count == classCount,
      "SegmentationEvaluator: a segmenter of \(segmenter.classNames.count) classes for \(classCount)"
    )
    let findings = try findings(progress) { segmenter.segment($0, options: options) }
    if let (path, error) = findings.failures.first { throw error.training(file: path) }
    return findings.scores
  }

  /// Compares what `segment` makes of each picture with the truth, and keeps the `worstCount` worst cases.
  ///
  /// `translated` gives the labels of a result the numbers of the truth's classes.
  func findings(
    worstCount: Int = 0, _ progress: (Double) throws -> Void,
    translated: (LabelMap) -> LabelMap = { $0 },
    by segment: (Image) -> SegmentationResult
  ) throws -> Findings {
    var evaluation = SegmentationEvaluation(classCount: classCount)
    var worst = WorstCases(limit: worstCount)
    let failures = try forEachPicture(progress) { sample, image, truth in
      let result = segment(image)
      let found = SegmentationTruth(
        labels: translated(result.labels), instances: result.instanceMap)
      let score = evaluation.add(predicted: found, truth: truth)
      if let score {
        worst.add(path: sample.imagePath, score: score, image, truth: truth, predicted: found)
      }
    }
    return Findings(scores: evaluation.scores, worst: worst.cases, failures: failures)
  }

  /// Hands each picture that can be read with its truth to `body`, in their order, while the next is read.
  ///
  /// - Returns: the others, and why they or their labels cannot be read.
  func forEachPicture(
    _ progress: (Double) throws -> Void,
    _ body: (SegmentationSample, Image, SegmentationTruth) -> Void
  ) throws -> [(path: String, error: ImageError)] {
    var failures: [(path: String, error: ImageError)] = []
    var next = samples.first.map(read)
    for (index, sample) in samples.enumerated() {
      guard let current = next?.value else { break }
      next = index + 1 < samples.count ? read(samples[index + 1]) : nil
      switch current {
      case .success(let (image, truth)): body(sample, image, truth)
      case .failure(let error): failures.append((sample.imagePath, error))
      }
      try progress(Double(index + 1) / Double(samples.count))
    }
    return failures
  }

  private func read(
    _ sample: SegmentationSample
  ) -> Background<Result<(Image, SegmentationTruth), ImageError>> {
    Background(inParallel: Workers.shared.threadCount > 1) { [classCount] in
      Result { () throws(ImageError) in
        let image = try ImageDecoder.decode(path: sample.imagePath).image
        let truth = try sample.truth(classCount: classCount)
        guard image.size == truth.labels.size else {
          throw ImageError(
            .damaged,
            "\(image.width)×\(image.height) pixels, but its labels have "
              + "\(truth.labels.size.width)×\(truth.labels.size.height)", path: sample.imagePath)
        }
        return (image, truth)
      }
    }
  }
}

extension SegmentationEvaluation {
  /// Adds the labels of a picture, and its things where both sides have them.
  ///
  /// - Returns: how well it went, from 0 to 1: the average precision of things where there are any, else the mean IoU.
  mutating func add(predicted: SegmentationTruth, truth: SegmentationTruth) -> Double? {
    let iou = add(predicted: predicted.labels, truth: truth.labels)
    guard let found = predicted.instances, let things = truth.instances else { return iou }
    return add(instances: found, truth: things, labels: truth.labels) ?? iou
  }
}
