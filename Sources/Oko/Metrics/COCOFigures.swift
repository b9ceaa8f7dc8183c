/// The twelve figures of COCO's detection protocol; −1 where there is nothing to find.
///
/// They equal those of pycocotools: IoU 0.50 to 0.95 in steps of 0.05, 101 points of recall, at most 100
/// detections of a class in a picture, crowds matched by any number.
public struct COCOFigures: Hashable, Sendable, Codable {
  /// Average precision over all thresholds of IoU ("mAP50-95").
  public var averagePrecision: Double
  /// Average precision at IoU 0.5 ("mAP50").
  public var averagePrecision50: Double
  /// Average precision at IoU 0.75.
  public var averagePrecision75: Double
  /// Average precision for areas up to 32².
  public var averagePrecisionSmall: Double
  /// Average precision for areas from 32² to 96².
  public var averagePrecisionMedium: Double
  /// Average precision for areas from 96².
  public var averagePrecisionLarge: Double
  /// Average recall with one detection of a class in a picture.
  public var averageRecall1: Double
  /// Average recall with ten detections of a class in a picture.
  public var averageRecall10: Double
  /// Average recall with a hundred detections of a class in a picture.
  public var averageRecall100: Double
  /// Average recall for areas up to 32².
  public var averageRecallSmall: Double
  /// Average recall for areas from 32² to 96².
  public var averageRecallMedium: Double
  /// Average recall for areas from 96².
  public var averageRecallLarge: Double

  /// The twelve in the order of pycocotools' `stats`.
  public var values: [Double] {
    [
      averagePrecision, averagePrecision50, averagePrecision75, averagePrecisionSmall,
      averagePrecisionMedium, averagePrecisionLarge, averageRecall1, averageRecall10,
      averageRecall100, averageRecallSmall, averageRecallMedium, averageRecallLarge,
    ]
  }

  /// The names of `values`, as COCO writes them.
  public static let names = [
    "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl",
  ]

  /// Averages over the classes that have something to find.
  init(_ classes: [ClassAccumulation]) {
    func mean(_ value: (ClassAccumulation) -> [Double]?) -> Double {
      let all = classes.compactMap(value).flatMap(\.self)
      return all.isEmpty ? -1 : all.reduce(0, +) / Double(all.count)
    }
    averagePrecision = mean { $0.precision[0] }
    averagePrecision50 = mean { $0.precision[0].map { [$0[0]] } }
    averagePrecision75 = mean { $0.precision[0].map { [$0[5]] } }
    averagePrecisionSmall = mean { $0.precision[1] }
    averagePrecisionMedium = mean { $0.precision[2] }
    averagePrecisionLarge = mean { $0.precision[3] }
    averageRecall1 = mean { $0.limitedRecall[0] }
    averageRecall10 = mean { $0.limitedRecall[1] }
    averageRecall100 = mean { $0.recall[0] }
    averageRecallSmall = mean { $0.recall[1] }
    averageRecallMedium = mean { $0.recall[2] }
    averageRecallLarge = mean { $0.recall[3] }
  }
}
