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

extension DetectionReport: PredictionReport {
  /// The mean average precisions.
  public var headlines: [Headline] {
    let figures = [
      ("mAP50", scores.figures.averagePrecision50), ("mAP50-95", scores.figures.averagePrecision),
    ]
    // COCO's −1 says that there is nothing to find.
    return figures.filter { $0.1 >= 0 }.map { Headline($0, $1) }
  }
}

extension SegmentationReport: PredictionReport {
  /// IoU, Dice, and the average precision of single things.
  public var headlines: [Headline] {
    let figures = [
      ("mIoU", scores.meanIoU), ("foreground IoU", scores.foregroundIoU),
      ("Dice", scores.foregroundDice), ("AP of things", scores.instances?.averagePrecision),
    ]
    return figures.compactMap { name, value in value.map { Headline(name, $0) } }
  }
}

extension ClassificationReport: PredictionReport {
  /// The share of pictures whose class is the likeliest.
  public var headlines: [Headline] { scores.top1.map { [Headline("top-1", $0)] } ?? [] }
}

extension TextReport: PredictionReport {
  /// The error rates of characters and words, and the share of lines without one.
  public var headlines: [Headline] {
    let rates = [("CER", scores.characterErrorRate), ("WER", scores.wordErrorRate)]
    return rates.compactMap { name, value in value.map { Headline(name, $0, isError: true) } }
      + (scores.lineAccuracy.map { [Headline("line accuracy", $0)] } ?? [])
  }
}
