public import OkoImaging
public import OkoJSON
import OkoTraining

/// The scores of a detector on labelled pictures, for people, programs and as pictures.
public struct DetectionReport: PredictionReport, Sendable {
  /// The scores.
  public let scores: DetectionScores
  /// The names of the classes.
  public let classNames: [String]
  /// How many pictures were looked at.
  public let pictureCount: Int
  /// How many objects are marked on them.
  public let objectCount: Int
  /// Why other pictures could not be read.
  public let failures: [ImageError]

  /// Makes a report of `scores` on the pictures `samples`; `failures` are of those left out.
  public init(
    scores: DetectionScores, classNames: [String], samples: [DetectionSample],
    failures: [ImageError] = []
  ) {
    (self.scores, self.classNames, self.failures) = (scores, classNames, failures)
    pictureCount = samples.count
    objectCount = samples.reduce(0) { $0 + $1.objects.count }
  }

  /// A table of the classes, then COCO's twelve figures.
  public var text: String {
    var table = TextTable()
    table.add("class", ["objects", "AP50", "AP75", "AP50-95"])
    for (name, scores) in zip(classNames, scores.classes) {
      let figures = [
        scores.averagePrecision50, scores.averagePrecision75, scores.averagePrecision,
      ]
      table.add(name, ["\(scores.truthCount)"] + figures.map(FigureText.text))
    }
    let figures = scores.figures
    let means = [
      figures.averagePrecision50, figures.averagePrecision75, figures.averagePrecision,
    ]
    table.add("all", ["\(objectCount)"] + means.map(FigureText.text))
    var lines = table.lines + [""]
    lines.append(
      zip(COCOFigures.names, figures.values).map { "\($0) \(FigureText.text($1))" }
        .joined(separator: "  "))
    lines.append(
      "F1 is best at confidence \(FigureText.text(scores.bestThreshold)); "
        + "\(countText(pictureCount, "picture")), \(countText(objectCount, "object"))")
    return lines.joined(separator: "\n")
  }

  /// The mean average precisions.
  public var headlines: [Headline] {
    let figures = [
      ("mAP50", scores.figures.averagePrecision50), ("mAP50-95", scores.figures.averagePrecision),
    ]
    // COCO's −1 says that there is nothing to find.
    return figures.filter { $0.1 >= 0 }.map { Headline($0, $1) }
  }

  /// The same as JSON.
  public var json: JSONValue {
    let figures = zip(COCOFigures.names, scores.figures.values).map {
      JSONObject.Member(key: $0, value: .number($1))
    }
    let classes: [JSONValue] = zip(classNames, scores.classes).map { name, scores in
      [
        "class": .string(name), "objects": .integer(scores.truthCount),
        "AP50": .number(scores.averagePrecision50), "AP75": .number(scores.averagePrecision75),
        "AP": .number(scores.averagePrecision), "AR": .number(scores.averageRecall),
      ]
    }
    return [
      "schema_version": 1, "pictures": .integer(pictureCount), "objects": .integer(objectCount),
      "figures": .object(JSONObject(figures)), "classes": .array(classes),
      "best_confidence": .number(scores.bestThreshold),
      "confusion": .array(
        scores.confusion.rows.map { row in .array(row.map { .integer($0) }) }),
    ]
  }

  /// Writes the plots and `scores.json` into `folder`, which must exist.
  public func write(to folder: String) throws {
    let pictures = [
      ("precision_recall.png", scores.precisionRecallPlot(classNames: classNames)),
      ("confidence.png", scores.confidencePlot()),
      ("confusion.png", scores.confusionPlot(classNames: classNames)),
    ]
    for (name, picture) in pictures {
      try AtomicFile.write(PNGEncoder.encode(picture), to: folder + "/" + name)
    }
    try AtomicFile.write(
      Array((json.serialized(indented: true) + "\n").utf8), to: folder + "/scores.json")
  }
}
