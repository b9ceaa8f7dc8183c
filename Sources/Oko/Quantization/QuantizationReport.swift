public import OkoImaging
public import OkoJSON
package import OkoTensors

/// What it costs and what it gains that a model computes in bytes.
public struct QuantizationReport: Sendable {
  /// How the network computes.
  package let plan: QuantizationPlan
  /// How many convolutions and products are computed in bytes.
  public let quantizedCount: Int
  /// Those that stay in floats, the most harmful first.
  public let exact: [String]
  /// The scores in floats; empty where there are no labels.
  public let before: [Headline]
  /// The scores in bytes.
  public let after: [Headline]
  /// The root of the mean square by which the network's results are off, as a share of that of the results.
  public let difference: Double
  /// How many times the network ran for the ranges: once for a picture, or for a tile of one.
  public let observedCount: Int
  /// Why other pictures could not be read.
  public let failures: [ImageError]
  /// What lessens the worth of the scores, in words.
  public let warnings: [String]
  /// Why there are no scores; nil where there are.
  public let unlabelled: String?
  /// How long the network takes in floats and in bytes.
  public internal(set) var milliseconds: (floats: Double, bytes: Double) = (0, 0)

  /// By how much the first headline is worse in bytes, or without labels how far results are off.
  public var loss: Double {
    guard let before = before.first, let after = after.first else { return difference }
    return Self.loss(before, after)
  }

  private static func loss(_ before: Headline, _ after: Headline) -> Double {
    before.isError ? after.value - before.value : before.value - after.value
  }

  /// What is noted in the model's file.
  public var addition: some ModelAddition { plan }

  /// A table of the scores, then what is computed in bytes and how fast.
  public var text: String {
    var table = TextTable()
    table.add("", ["f32", "int8", before.isEmpty ? "" : "loss"])
    for (before, after) in zip(before, after) {
      let loss = Self.signed(Self.loss(before, after))
      table.add(before.name, [Self.text(before.value), Self.text(after.value), loss])
    }
    let times = [milliseconds.floats, milliseconds.bytes].map { Self.tenths($0) }
    table.add("milliseconds", times + [""])
    var lines = table.lines
    lines.append("")
    lines.append(
      "\(quantizedCount) of \(quantizedCount + exact.count) convolutions and products in bytes, by the ranges of "
        + "\(countText(observedCount, "run")) of the network; results differ by \(Self.tenths(difference * 100)) %"
    )
    if !exact.isEmpty {
      lines.append("in floats, as bytes harm them the most:")
      lines += exact.map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  /// The same as JSON.
  public var json: JSONValue {
    func scores(_ headlines: [Headline]) -> JSONValue {
      .object(
        JSONObject(headlines.map { JSONObject.Member(key: $0.name, value: .number($0.value)) }))
    }
    return [
      "schema_version": 1, "f32": scores(before), "int8": scores(after), "loss": .number(loss),
      "difference": .number(difference), "quantized": .integer(quantizedCount),
      "exact": .array(exact.map { .string($0) }), "observed": .integer(observedCount),
      "milliseconds": [
        "f32": .number(milliseconds.floats), "int8": .number(milliseconds.bytes),
      ],
    ]
  }

  private static func text(_ value: Double) -> String { FigureText.text(value) }

  private static func signed(_ value: Double) -> String {
    value > -0.0005 ? text(max(value, 0)) : "-" + text(-value)
  }

  private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
