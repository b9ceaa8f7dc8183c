public import OkoImaging
import OkoTensors

/// Compares what a detector found with what there is, picture by picture, and scores it.
///
///     var evaluation = DetectionEvaluation(classCount: 3)
///     for (found, sample) in zip(detections, samples) {
///       evaluation.add(detections: found, truths: sample.objects.map { DetectionTruth($0) })
///     }
///     print(evaluation.scores().figures.averagePrecision50)
///
/// Pictures count in the order in which they are added, which decides between equal confidences.
public struct DetectionEvaluation: Sendable {
  /// The number of classes.
  public let classCount: Int
  /// What makes the confidences by which thresholds are meant of the scores; figures do not depend on it.
  public let calibration: Temperature
  /// The number of pictures added.
  public private(set) var pictureCount = 0
  /// Counts of what was taken for what, at confidence 0.25 and IoU 0.45.
  public private(set) var confusion: ConfusionMatrix

  private(set) var detections = FoundBoxes()
  private(set) var truths = TrueBoxes()

  /// Starts an evaluation over `classCount` classes of scores that are confidences at temperature 1.
  ///
  /// Curves and confusions are of confidences as `calibration` makes them.
  public init(classCount: Int, calibration: Temperature = .one) {
    precondition(classCount > 0, "DetectionEvaluation: \(classCount) classes")
    (self.classCount, self.calibration) = (classCount, calibration)
    confusion = ConfusionMatrix(classCount: classCount)
  }

  /// Adds a picture.
  public mutating func add(detections found: [Detection], truths marked: [DetectionTruth]) {
    add(
      boxes: found.map(\.box), classes: found.map(\.classIndex),
      scores: found.map { Double($0.confidence) }, truths: marked)
  }

  /// Adds a picture whose detections come as columns.
  ///
  /// - Precondition: the columns are equally long and all classes are below `classCount`.
  public mutating func add(
    boxes: [Box], classes: [Int], scores: [Double], truths marked: [DetectionTruth]
  ) {
    precondition(
      boxes.count == classes.count && boxes.count == scores.count,
      "DetectionEvaluation: \(boxes.count) boxes, \(classes.count) classes, "
        + "\(scores.count) scores")
    precondition(
      classes.allSatisfy { (0..<classCount).contains($0) }
        && marked.allSatisfy { (0..<classCount).contains($0.classIndex) },
      "DetectionEvaluation: a class beyond \(classCount)")
    for index in boxes.indices {
      detections.append(
        box: boxes[index], classIndex: classes[index], picture: pictureCount, score: scores[index])
    }
    for truth in marked { truths.append(truth, picture: pictureCount) }
    pictureCount += 1
    let confidences = scores.map(calibration.tempered)
    confusion.add(boxes: boxes, classes: classes, scores: confidences, truths: marked)
  }

  /// The figures, the scores of each class and the curves; classes are worked on by all threads.
  public func scores() -> DetectionScores {
    let found = ClassBuckets(detections.classes, count: classCount)
    let marked = ClassBuckets(truths.classes, count: classCount)
    let classes = Workers.shared.map(classCount) { classIndex in
      let matching = ClassMatching(
        detections: detections, found[classIndex], truths: truths, marked[classIndex])
      return ClassAccumulation(matching, calibration: calibration)
    }
    return DetectionScores(classes, confusion: confusion)
  }
}

/// What was found in all pictures, in columns.
struct FoundBoxes: Sendable {
  private(set) var boxes: [Box] = []
  private(set) var classes: [Int32] = []
  private(set) var pictures: [Int32] = []
  private(set) var scores: [Double] = []

  mutating func append(box: Box, classIndex: Int, picture: Int, score: Double) {
    boxes.append(box)
    classes.append(Int32(classIndex))
    pictures.append(Int32(picture))
    scores.append(score.isNaN ? -.infinity : score)
  }
}

/// What there is in all pictures, in columns.
struct TrueBoxes: Sendable {
  private(set) var truths: [DetectionTruth] = []
  private(set) var classes: [Int32] = []
  private(set) var pictures: [Int32] = []

  mutating func append(_ truth: DetectionTruth, picture: Int) {
    truths.append(truth)
    classes.append(Int32(truth.classIndex))
    pictures.append(Int32(picture))
  }
}

/// Indices sorted by class, those of a class in their order.
struct ClassBuckets: Sendable {
  private var starts: [Int]
  private var indices: [Int]

  init(_ classes: [Int32], count: Int) {
    starts = [Int](repeating: 0, count: count + 1)
    for classIndex in classes { starts[Int(classIndex) + 1] += 1 }
    for classIndex in 0..<count { starts[classIndex + 1] += starts[classIndex] }
    var places = starts
    indices = [Int](repeating: 0, count: classes.count)
    for (index, classIndex) in classes.enumerated() {
      indices[places[Int(classIndex)]] = index
      places[Int(classIndex)] += 1
    }
  }

  subscript(classIndex: Int) -> ArraySlice<Int> {
    indices[starts[classIndex]..<starts[classIndex + 1]]
  }
}
