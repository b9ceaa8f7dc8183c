public import OkoImaging
public import OkoJSON
import OkoTraining

/// The scores of a classifier on labelled pictures, for people, programs and as pictures.
public struct ClassificationReport: PredictionReport, Sendable {
  /// The scores.
  public let scores: ClassificationScores
  /// The names of the classes.
  public let classNames: [String]
  /// The pictures whose true class was given the smallest probability, the worst first.
  public let worst: [ClassificationCase]
  /// Why other pictures could not be read.
  public let failures: [ImageError]

  /// Makes a report.
  ///
  /// - Precondition: there is a name for each class.
  public init(
    scores: ClassificationScores, classNames: [String], worst: [ClassificationCase] = [],
    failures: [ImageError] = []
  ) {
    precondition(
      scores.confusion.count == classNames.count,
      "ClassificationReport: \(classNames.count) names for \(scores.confusion.count) classes")
    (self.scores, self.classNames) = (scores, classNames)
    (self.worst, self.failures) = (worst, failures)
  }

  /// How many pictures were measured.
  public var pictureCount: Int { scores.pictureCount }

  /// A table of the classes, then what holds for all pictures.
  public var text: String {
    var table = TextTable()
    table.add("class", ["pictures", "precision", "recall"])
    for (index, name) in classNames.enumerated() {
      let figures = [scores.precision(ofClass: index), scores.recall(ofClass: index)]
      let count = scores.confusion[index].reduce(0, +)
      table.add(name, ["\(count)"] + figures.map(Self.text))
    }
    let means = [scores.meanPrecision, scores.meanRecall].map(Self.text)
    table.add("mean", ["\(pictureCount)"] + means)
    var sums = ["top-1 \(Self.text(scores.top1))"]
    if let top5 = scores.top5 { sums.append("top-5 \(Self.text(top5))") }
    sums.append("\(pictureCount) picture\(pictureCount == 1 ? "" : "s")")
    return (table.lines + ["", sums.joined(separator: "  ")]).joined(separator: "\n")
  }

  private static func text(_ value: Double?) -> String { FigureText.text(value ?? -1) }

  /// The share of pictures whose class is the likeliest.
  public var headlines: [Headline] { scores.top1.map { [Headline("top-1", $0)] } ?? [] }

  /// The same as JSON; figures with nothing to measure are null.
  ///
  /// The last column of `confusion` is of pictures taken for a class that the dataset does not have.
  public var json: JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
    let classes: [JSONValue] = classNames.enumerated().map { index, name in
      [
        "class": .string(name), "pictures": .integer(scores.confusion[index].reduce(0, +)),
        "precision": number(scores.precision(ofClass: index)),
        "recall": number(scores.recall(ofClass: index)),
      ]
    }
    let worst: [JSONValue] = worst.map { item in
      [
        "file": .string(item.path), "class": .string(classNames[item.truth]),
        "probability": .number(item.score), "predicted": .string(item.predicted),
        "confidence": .number(item.confidence),
      ]
    }
    return [
      "schema_version": 1, "pictures": .integer(pictureCount), "top1": number(scores.top1),
      "top5": number(scores.top5), "mean_precision": number(scores.meanPrecision),
      "mean_recall": number(scores.meanRecall), "classes": .array(classes),
      "confusion": .array(scores.confusion.map { .array($0.map { .integer($0) }) }),
      "worst": .array(worst),
    ]
  }

  /// What was taken for what; the last column, if there is one, is of classes that the dataset does not have.
  public func confusionPlot() -> Image {
    let rows = scores.confusion
    let hasOthers = rows.contains { $0.last != 0 }
    return MatrixPlot(
      values: rows.map { row in (hasOthers ? row[...] : row.dropLast()).map(Double.init) },
      rowNames: classNames, columnNames: classNames + (hasOthers ? ["other"] : []),
      title: "Confusion matrix, top-1 \(Self.text(scores.top1))",
      rowTitle: "truth", columnTitle: "prediction"
    ).image()
  }

  /// The worst pictures with their true class and what they were taken for; nil where none were kept.
  public func worstSheet() -> Image? {
    guard !worst.isEmpty else { return nil }
    let items = worst.map { item -> (image: Image, caption: String) in
      let truth = classNames[item.truth]
      let text =
        item.predicted == truth
        ? "\(truth) \(Self.text(item.score))"
        : "\(truth) \(Self.text(item.score)), not \(item.predicted) \(Self.text(item.confidence))"
      return (item.picture, text)
    }
    return ImageGrid(items, columns: 6, cell: Size(width: 200, height: 200)).image()
  }

  /// Writes `confusion.png`, `worst.png` and `scores.json` into `folder`, which must exist.
  public func write(to folder: String) throws {
    for (name, picture) in [("confusion.png", confusionPlot()), ("worst.png", worstSheet())] {
      guard let picture else { continue }
      try AtomicFile.write(PNGEncoder.encode(picture), to: folder + "/" + name)
    }
    try AtomicFile.write(
      Array((json.serialized(indented: true) + "\n").utf8), to: folder + "/scores.json")
  }
}
