public import OkoJSON
import OkoTraining

extension CalibrationReport {
  /// A table of what was, what is, and what holds for pictures that had no part in the fit.
  public var text: String {
    var table = TextTable(cellWidth: 12)
    table.add("", ["before", "after", "cross-fitted"])
    func row(_ name: String, _ value: (Temperature) -> Float) {
      let texts = ([fit.before, fit.after] + fit.ofHalves).map {
        CalibrationText.error(Double(value($0)))
      }
      table.add(name, [texts[0], texts[1], texts[2] + " / " + texts[3]])
    }
    row("temperature", \.value)
    if fit.hasBias { row("bias", \.bias) }
    for error in allErrors {
      table.add(
        error.name, [error.before, error.after, error.crossFitted].map(CalibrationText.error))
    }
    for figure in figures {
      table.add(figure.name, [figure.before, figure.after].map(CalibrationText.error))
    }
    let whole = answers == "pictures" ? "" : " on \(countText(pictureCount, "picture"))"
    let note =
      "\(before.count) \(answers)\(whole); cross-fitted is each half of the pictures at the temperature "
      + "of the other"
    return (table.lines + [note]).joined(separator: "\n")
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
    func values(_ value: (Temperature) -> Float) -> JSONValue {
      // As a float is written, not as the nearest double.
      func number(_ temperature: Temperature) -> JSONValue {
        .number(Double("\(value(temperature))") ?? 0)
      }
      return [
        "before": number(fit.before), "after": number(fit.after),
        "halves": .array(fit.ofHalves.map(number)),
      ]
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
      "temperature": values(\.value), "bias": values(\.bias),
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
    let parts = Int((abs(value) * 1e4).rounded())
    let digits = String(parts % 10_000)
    return (value < 0 && parts > 0 ? "-" : "")
      + "\(parts / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
