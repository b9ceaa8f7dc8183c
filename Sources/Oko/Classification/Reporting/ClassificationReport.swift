public import OkoImaging
public import OkoJSON
import OkoTraining

/// The scores of a classifier on labelled pictures, for people, programs and as a picture.
public struct ClassificationReport: Sendable {
  /// The scores.
  public let scores: ClassificationScores
  /// The names of the classes.
  public let classNames: [String]

  /// Makes a report.
  public init(scores: ClassificationScores, classNames: [String]) {
    (self.scores, self.classNames) = (scores, classNames)
  }

  /// The table that people read.
  public var text: String {
    let width = max(classNames.map(\.count).max() ?? 0, 8) + 2
    func row(_ name: String, _ cells: [String]) -> String {
      name + String(repeating: " ", count: max(width - name.count, 1))
        + cells.map { String(repeating: " ", count: max(10 - $0.count, 1)) + $0 }.joined()
    }
    var lines = [row("class", ["pictures", "right"])]
    for (index, name) in classNames.enumerated() {
      let total = scores.confusion[index].reduce(0, +)
      lines.append(row(name, ["\(total)", scores.recalls[index].map(FigureText.text) ?? "-"]))
    }
    lines.append(row("all", ["\(scores.count)", FigureText.text(scores.top1)]))
    lines.append("")
    lines.append(
      "top-1 \(FigureText.text(scores.top1))  top-5 \(FigureText.text(scores.top5))")
    return lines.joined(separator: "\n")
  }

  /// The same as JSON.
  public var json: JSONValue {
    [
      "schema_version": 1, "pictures": .integer(scores.count), "top1": .number(scores.top1),
      "top5": .number(scores.top5),
      "classes": .array(
        zip(classNames, scores.recalls).map { name, recall in
          ["class": .string(name), "recall": recall.map { .number($0) } ?? .null]
        }),
      "confusion": .array(scores.confusion.map { .array($0.map { .integer($0) }) }),
    ]
  }

  /// What was taken for what.
  public func confusionPlot() -> Image {
    MatrixPlot(confusion: scores.confusion, names: classNames).image()
  }

  /// Writes `confusion.png` and `scores.json` into `folder`.
  public func write(to folder: String) throws {
    try AtomicFile.write(PNGEncoder.encode(confusionPlot()), to: folder + "/confusion.png")
    try AtomicFile.write(
      Array(json.serialized(indented: true).utf8) + [0x0A], to: folder + "/scores.json")
  }
}
