public import OkoImaging
import OkoJSON
import OkoTraining

/// How honest a model's confidences are before and after its temperature was fitted.
public struct CalibrationReport: TaskReport, Sendable {
  /// What a confidence is of, in the plural: `pictures`, `detections`, `pixels`, `characters`.
  public let answers: String
  /// The temperatures.
  public let fit: TemperatureFit
  /// The answers as they were.
  public let before: CalibrationScores
  /// The answers at the fitted temperature.
  public let after: CalibrationScores
  /// The answers about either half of the pictures at the temperature fitted to the other half.
  public let crossFitted: CalibrationScores
  /// Further calibration errors, such as that of boxes by place and size.
  public let errors: [Figure]
  /// The task's own scores, which a temperature does not change.
  public let figures: [Figure]
  /// How many pictures were looked at.
  public let pictureCount: Int
  /// Why other pictures could not be read.
  public let failures: [ImageError]

  /// A number before and after, and where it says how honest confidences are, cross-fitted.
  public struct Figure: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// At the model's temperature.
    public let before: Double?
    /// At the fitted temperature.
    public let after: Double?
    /// At the temperatures of the other halves.
    public let crossFitted: Double?

    package init(_ name: String, before: Double?, after: Double?, crossFitted: Double? = nil) {
      (self.name, self.before, self.after) = (name, before, after)
      self.crossFitted = crossFitted
    }

    /// The calibration error that honest confidences would show, as answers are few.
    static func byChance(_ scores: [CalibrationScores]) -> Figure {
      let errors = scores.map(\.bins.errorByChance)
      return Figure(
        "ECE by chance", before: errors[0], after: errors[1], crossFitted: errors[2])
    }
  }

  package init(
    answers: String, fit: TemperatureFit, scores: [CalibrationScores], errors: [Figure] = [],
    figures: [Figure], pictureCount: Int, failures: [ImageError]
  ) {
    precondition(
      scores.count == CalibrationColumn.allCases.count,
      "CalibrationReport: \(scores.count) columns")
    (self.answers, self.fit, self.errors, self.figures) = (answers, fit, errors, figures)
    (before, after, crossFitted) = (scores[0], scores[1], scores[2])
    (self.pictureCount, self.failures) = (pictureCount, failures)
  }

  /// The calibration errors, the proper scores and the further errors.
  var allErrors: [Figure] {
    func figure(_ name: String, _ value: (CalibrationScores) -> Double?) -> Figure {
      Figure(
        name, before: value(before), after: value(after), crossFitted: value(crossFitted))
    }
    return [
      figure("ECE", \.expectedError), figure("MCE", \.maximumError), figure("Brier", \.brier),
      figure("NLL", \.negativeLogLikelihood),
    ] + errors
  }

  /// The two diagrams side by side.
  public func diagram() -> Image {
    func diagram(_ name: String, _ scores: CalibrationScores) -> ReliabilityDiagram {
      let bins = scores.bins
      return ReliabilityDiagram(
        title: "\(name): ECE \(CalibrationText.error(bins.expectedError))",
        yLabel: "share of right \(answers)",
        bins: bins.counts.indices.map { bin in
          ReliabilityDiagram.Bin(
            count: bins.counts[bin], accuracy: bins.accuracy(ofBin: bin) ?? 0,
            confidence: bins.confidence(ofBin: bin) ?? 0)
        })
    }
    return ReliabilityDiagram.image(of: [diagram("Before", before), diagram("After", after)])
  }

  /// Writes `reliability.png` and `calibration.json` into `folder`, which must exist.
  public func write(to folder: String) throws {
    try AtomicFile.write(PNGEncoder.encode(diagram()), to: folder + "/reliability.png")
    try AtomicFile.write(
      Array((json.serialized(indented: true) + "\n").utf8), to: folder + "/calibration.json")
  }
}
