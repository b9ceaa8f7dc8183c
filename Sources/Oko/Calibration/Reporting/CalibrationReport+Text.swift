public import OkoJSON

extension CalibrationReport {
  /// A table of what was, what is, and what holds for pictures that had no part in the fit.
  public var text: String {
    var table = TextTable(cellWidth: 12)
    table.add("", ["before", "after", "cross-fitted"])
    table.add(
      "temperature",
      [CalibrationText.temperature(fit.before), CalibrationText.temperature(fit.after)]
        + [fit.ofHalves.map { CalibrationText.temperature($0) }.joined(separator: " / ")])
    for error in allErrors {
      table.add(
        error.name, [error.before, error.after, error.crossFitted].map(CalibrationText.error))
    }
    for figure in figures {
      table.add(figure.name, [figure.before, figure.after].map(CalibrationText.error))
    }
    return
      (table.lines + [
        "\(before.count) \(answers) on \(pictureCount) pictures; cross-fitted is each half of the pictures at "
          + "the temperature of the other"
      ]).joined(separator: "\n")
  }

  /// The same as JSON, with the bins of the diagrams.
  public var json: JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    func row(_ figure: Figure) -> JSONObject.Member {
      var members = JSONObject()
      members["before"] = number(figure.before)
      members["after"] = number(figure.after)
      if let crossFitted = figure.crossFitted { members["cross_fitted"] = .number(crossFitted) }
      return JSONObject.Member(key: figure.name, value: .object(members))
    }
    func bins(_ scores: CalibrationScores) -> JSONValue {
      let bins = scores.bins
      return .array(
        bins.counts.indices.map { bin in
          [
            "count": .integer(bins.counts[bin]), "accuracy": number(bins.accuracy(ofBin: bin)),
            "confidence": number(bins.confidence(ofBin: bin)),
          ]
        })
    }
    return [
      "schema_version": 1, "pictures": .integer(pictureCount), "answers": .string(answers),
      "count": .integer(before.count),
      "temperature": [
        "before": .number(Double(fit.before)), "after": .number(Double(fit.after)),
        "halves": .array(fit.ofHalves.map { .number(Double($0)) }),
      ],
      "errors": .object(JSONObject(allErrors.map(row))),
      "scores": .object(JSONObject(figures.map(row))),
      "bins": ["before": bins(before), "after": bins(after)],
    ]
  }
}

/// Figures of calibration as people read them.
enum CalibrationText {
  /// Four decimals; a dash for none.
  static func error(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    return fixed(value)
  }

  /// Four decimals.
  static func temperature(_ value: Float) -> String { fixed(Double(value)) }

  private static func fixed(_ value: Double) -> String {
    let parts = Int((value * 1e4).rounded())
    let digits = String(parts % 10_000)
    return "\(parts / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
