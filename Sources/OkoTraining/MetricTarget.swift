/// A bound that a metric has to reach, as in `map50>=0.85`.
public struct MetricTarget: Codable, Sendable, Hashable, CustomStringConvertible {
  /// How the metric is compared with the bound.
  public enum Comparison: String, Codable, Sendable, CaseIterable {
    /// At least the bound.
    case atLeast = ">="
    /// At most the bound.
    case atMost = "<="
    /// Above the bound.
    case above = ">"
    /// Below the bound.
    case below = "<"
  }

  /// The name of the metric.
  public let metric: String
  /// How it is compared.
  public let comparison: Comparison
  /// The bound.
  public let bound: Double

  /// Reads `text`, for example `map50>=0.85`; `knownMetrics` are the names it may use.
  ///
  /// - Throws: `TrainingError` that names the known metrics.
  public init(_ text: String, knownMetrics: [String]) throws(TrainingError) {
    let known = knownMetrics.joined(separator: ", ")
    let example = "\(knownMetrics.first ?? "accuracy")>=0.85"
    guard let sign = text.firstIndex(where: { $0 == ">" || $0 == "<" }),
      let comparison = Comparison.allCases.first(where: { text[sign...].hasPrefix($0.rawValue) })
    else {
      throw TrainingError(
        .option, "until \"\(text)\" has no comparison; write for example \"\(example)\"")
    }
    let metric = trimmed(text[..<sign])
    guard knownMetrics.contains(metric) else {
      throw TrainingError(
        .option, "until \"\(text)\": there is no metric \"\(metric)\"; there are \(known)")
    }
    let number = trimmed(text[sign...].dropFirst(comparison.rawValue.count))
    guard let bound = Double(number), bound.isFinite else {
      throw TrainingError(
        .option, "until \"\(text)\": \"\(number)\" is no number; write for example \"\(example)\"")
    }
    (self.metric, self.comparison, self.bound) = (metric, comparison, bound)
  }

  /// Whether `value` reaches the bound.
  public func isReached(by value: Double) -> Bool {
    switch comparison {
    case .atLeast: value >= bound
    case .atMost: value <= bound
    case .above: value > bound
    case .below: value < bound
    }
  }

  /// The bound as it is written.
  public var description: String { "\(metric)\(comparison.rawValue)\(bound)" }
}

private func trimmed(_ text: Substring) -> String {
  String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
}
