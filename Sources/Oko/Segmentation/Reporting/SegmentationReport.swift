public import OkoImaging
public import OkoJSON
import OkoTraining

/// The scores of a segmenter on labelled pictures, for people, programs and as pictures.
public struct SegmentationReport: PredictionReport, Sendable {
  /// The scores.
  public let scores: SegmentationScores
  /// The names of the classes.
  public let classNames: [String]
  /// The pictures with the lowest scores, the worst first.
  public let worst: [SegmentationCase]
  /// Why other pictures could not be read.
  public let failures: [ImageError]

  /// Makes a report.
  ///
  /// - Precondition: there is a name for each class.
  public init(
    scores: SegmentationScores, classNames: [String], worst: [SegmentationCase] = [],
    failures: [ImageError] = []
  ) {
    precondition(
      scores.classes.count == classNames.count,
      "SegmentationReport: \(classNames.count) names for \(scores.classes.count) classes")
    (self.scores, self.classNames) = (scores, classNames)
    (self.worst, self.failures) = (worst, failures)
  }

  /// How many pictures were measured.
  public var pictureCount: Int { scores.pictureCount }

  /// Whether class 0 stands for the absence of all others.
  private var hasBackground: Bool { BackgroundClass.isFirst(of: classNames) }

  /// A table of the classes, then what holds for all pixels, then for single things.
  public var text: String {
    var table = TextTable(cellWidth: 11)
    table.add("class", ["pixels", "IoU", "Dice", "precision", "recall", "boundary"])
    for (name, figures) in zip(classNames, scores.classes) {
      let values = [
        figures.iou, figures.dice, figures.precision, figures.recall, figures.boundaryF1,
      ]
      table.add(name, ["\(figures.truthCount)"] + values.map(Self.text))
    }
    let pixels = scores.classes.reduce(0) { $0 + $1.truthCount }
    let means = [scores.meanIoU, scores.meanDice].map(Self.text)
    table.add("mean", ["\(pixels)"] + means + ["", "", Self.text(scores.meanBoundaryF1)])
    var lines = table.lines + [""]
    var sums = ["pixel accuracy \(Self.text(scores.pixelAccuracy))"]
    if hasBackground {
      sums.append(
        "foreground IoU \(Self.text(scores.foregroundIoU)) Dice \(Self.text(scores.foregroundDice))"
      )
    }
    sums.append(countText(scores.pictureCount, "picture"))
    lines.append(sums.joined(separator: "  "))
    if let instances = scores.instances { lines.append(Self.text(instances)) }
    return lines.joined(separator: "\n")
  }

  private static func text(_ value: Double?) -> String { FigureText.text(value ?? -1) }

  private static func text(_ scores: InstanceScores) -> String {
    "things AP50-95 \(text(scores.averagePrecision)) AP50 \(text(scores.averagePrecision50)) "
      + "AP75 \(text(scores.averagePrecision75)), pooled AP50-95 "
      + "\(text(scores.pooledAveragePrecision)), mean IoU of pairs \(text(scores.meanMatchedIoU)); "
      + "\(scores.truthCount) marked, \(scores.predictedCount) found"
  }

  /// IoU, Dice, and the average precision of single things.
  public var headlines: [Headline] {
    let figures = [
      ("mIoU", scores.meanIoU), ("foreground IoU", scores.foregroundIoU),
      ("Dice", scores.foregroundDice), ("AP of things", scores.instances?.averagePrecision),
    ]
    return figures.compactMap { name, value in value.map { Headline(name, $0) } }
  }

  /// The same as JSON; figures with nothing to measure are null.
  public var json: JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
    let classes: [JSONValue] = zip(classNames, scores.classes).map { name, scores in
      [
        "class": .string(name), "pixels": .integer(scores.truthCount),
        "IoU": number(scores.iou), "Dice": number(scores.dice),
        "precision": number(scores.precision), "recall": number(scores.recall),
        "boundary_F1": number(scores.boundaryF1),
      ]
    }
    return [
      "schema_version": 1, "pictures": .integer(scores.pictureCount),
      "mean_IoU": number(scores.meanIoU), "mean_Dice": number(scores.meanDice),
      "pixel_accuracy": number(scores.pixelAccuracy),
      "boundary_F1": number(scores.meanBoundaryF1),
      "foreground_IoU": number(scores.foregroundIoU),
      "foreground_Dice": number(scores.foregroundDice), "classes": .array(classes),
      "instances": scores.instances.map(Self.json) ?? .null,
      "confusion": .array(
        scores.confusion.rows.map { row in .array(row.map { .integer($0) }) }),
      "worst": .array(
        worst.map { ["file": .string($0.path), "score": .number($0.score)] }),
    ]
  }

  private static func json(_ scores: InstanceScores) -> JSONValue {
    [
      "pictures": .integer(scores.pictureCount), "truths": .integer(scores.truthCount),
      "predictions": .integer(scores.predictedCount), "AP": .number(scores.averagePrecision),
      "AP50": .number(scores.averagePrecision50), "AP75": .number(scores.averagePrecision75),
      "pooled_AP": .number(scores.pooledAveragePrecision),
      "AP_by_threshold": .array(scores.precisions.map { .number($0) }),
      "mean_matched_IoU": scores.meanMatchedIoU.map { .number($0) } ?? .null,
    ]
  }

  /// What was taken for what; the last column, if there is one, is of pixels given no class of the dataset.
  public func confusionPlot() -> Image {
    let rows = scores.confusion.rows
    let hasOthers = rows.contains { $0.last != 0 }
    return MatrixPlot(
      values: rows.map { row in (hasOthers ? row[...] : row.dropLast()).map(Double.init) },
      rowNames: classNames, columnNames: classNames + (hasOthers ? ["none"] : []),
      title: "Pixels of each class by what they are taken for", rowTitle: "truth",
      columnTitle: "prediction"
    ).image()
  }

  /// The IoU of every class.
  public func barsPlot() -> Image {
    ClassBars(
      title: "IoU of each class, mean \(Self.text(scores.meanIoU))", names: classNames,
      values: scores.classes.map(\.iou)
    ).image()
  }

  /// The worst pictures beside the truth, the prediction and the errors; nil where none were kept.
  public func worstSheet() -> Image? {
    worst.isEmpty ? nil : WorstSheet.image(of: worst, classNames: classNames)
  }

  /// Writes `confusion.png`, `classes.png`, `worst.png` and `scores.json` into `folder`, which must exist.
  public func write(to folder: String) throws {
    let pictures = [
      ("confusion.png", confusionPlot()), ("classes.png", barsPlot()), ("worst.png", worstSheet()),
    ]
    for (name, picture) in pictures {
      guard let picture else { continue }
      try AtomicFile.write(PNGEncoder.encode(picture), to: folder + "/" + name)
    }
    try AtomicFile.write(
      Array((json.serialized(indented: true) + "\n").utf8), to: folder + "/scores.json")
  }
}
