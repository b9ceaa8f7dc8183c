public import OkoImaging
public import OkoJSON
import OkoTraining

/// The scores of a generator beside real pictures, for people, programs and as a sheet of its samples.
public struct GenerationReport: TaskReport, Sendable {
  /// The scores.
  public let scores: GenerationScores
  /// Samples side by side; nil where none are shown.
  public let sheet: Image?
  /// Why real pictures could not be read.
  public let failures: [ImageError]

  /// Makes a report.
  public init(scores: GenerationScores, sheet: Image? = nil, failures: [ImageError] = []) {
    (self.scores, self.sheet, self.failures) = (scores, sheet, failures)
  }

  /// How many generated pictures were measured.
  public var pictureCount: Int { scores.generatedCount }

  /// A table of the measures, each with what is better, then what was compared.
  public var text: String {
    var table = TextTable()
    table.add("measure", ["value", "better"])
    table.add("kernel distance x1000", [Self.text(scores.kernelDistance * 1000), "low"])
    table.add("  deviation of subsets", [Self.text(scores.kernelDeviation * 1000), ""])
    table.add("Frechet distance", [Self.text(scores.frechetDistance), "low"])
    for (name, value) in Self.shares(scores) { table.add(name, [Self.text(value), "high"]) }
    table.add("sliced Wasserstein x1000", [Self.text(scores.slicedWasserstein), "low"])
    for level in scores.slicedWassersteinLevels {
      table.add("  at \(level.side) pixels", [Self.text(level.distance), "low"])
    }
    if let accuracy = scores.classAccuracy {
      table.add("read as their class", [Self.text(accuracy), "high"])
    }
    // The last column may be empty.
    let lines = table.lines.map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    return
      (lines + [
        "",
        "in the features of \(scores.featureNetwork); \(scores.generatedCount) generated, "
          + "\(scores.realCount) real pictures",
      ]).joined(separator: "\n")
  }

  private static func shares(_ scores: GenerationScores) -> [(name: String, value: Double)] {
    [
      ("precision", scores.precision), ("recall", scores.recall), ("density", scores.density),
      ("coverage", scores.coverage),
    ]
  }

  /// Three decimals; unlike other figures, distances may be below 0 or without bounds.
  private static func text(_ value: Double) -> String {
    guard abs(value) < 1e12 else { return "-" }
    let sign = value < 0 && FigureText.text(-value) != "0.000" ? "-" : ""
    return sign + FigureText.text(abs(value))
  }

  /// The same as JSON; figures that are no number are null.
  public var json: JSONValue {
    func number(_ value: Double?) -> JSONValue {
      guard let value, value.isFinite else { return .null }
      return .number(value)
    }
    return [
      "schema_version": 1, "generated": .integer(scores.generatedCount),
      "real": .integer(scores.realCount), "feature_network": .string(scores.featureNetwork),
      "kernel_distance": number(scores.kernelDistance),
      "kernel_deviation": number(scores.kernelDeviation),
      "frechet_distance": number(scores.frechetDistance),
      "precision": number(scores.precision), "recall": number(scores.recall),
      "density": number(scores.density), "coverage": number(scores.coverage),
      "sliced_wasserstein": number(scores.slicedWasserstein),
      "sliced_wasserstein_levels": .array(
        scores.slicedWassersteinLevels.map {
          ["side": .integer($0.side), "distance": number($0.distance)]
        }),
      "class_accuracy": number(scores.classAccuracy),
    ]
  }

  /// Writes `samples.png`, where samples are shown, and `scores.json` into `folder`, which must exist.
  public func write(to folder: String) throws {
    if let sheet { try AtomicFile.write(PNGEncoder.encode(sheet), to: folder + "/samples.png") }
    try AtomicFile.write(
      Array((json.serialized(indented: true) + "\n").utf8), to: folder + "/scores.json")
  }
}
