import OkoImaging
import OkoJSON
import OkoTensors

/// Times the evaluation of made-up detections: about seven truths and a hundred detections a picture.
public struct EvaluationBenchmark: Sendable {
  /// How many pictures there were.
  public let pictureCount: Int
  /// How many detections there were in all.
  public let detectionCount: Int
  /// Seconds from the boxes to all figures and curves.
  public let seconds: Double

  /// Evaluates `pictures` pictures with `perPicture` detections each, of `classes` classes.
  public static func run(
    pictures: Int = 5000, perPicture: Int = 100, classes: Int = 80
  ) -> EvaluationBenchmark {
    var random = RandomSource(seed: 0, stream: "evaluation benchmark")
    let made = (0..<pictures).map { _ in picture(perPicture, classes, &random) }
    var clock = LapClock()
    var evaluation = DetectionEvaluation(classCount: classes)
    for (detections, truths) in made { evaluation.add(detections: detections, truths: truths) }
    _ = evaluation.scores()
    return EvaluationBenchmark(
      pictureCount: pictures, detectionCount: pictures * perPicture, seconds: clock.lap() / 1e3)
  }

  /// The same as a JSON object.
  public var jsonLine: String {
    let document: JSONValue = [
      "schema_version": 1, "pictures": .integer(pictureCount),
      "detections": .integer(detectionCount), "seconds": .number(seconds),
      "threads": .integer(Workers.shared.threadCount),
    ]
    return document.serialized()
  }

  private static func picture(
    _ count: Int, _ classes: Int, _ random: inout RandomSource
  ) -> ([Detection], [DetectionTruth]) {
    func box() -> Box {
      let (width, height) = (random.uniform(in: 8...400), random.uniform(in: 8...300))
      return Box(
        x: Double(random.uniform(in: 0...(640 - width))),
        y: Double(random.uniform(in: 0...(480 - height))), width: Double(width),
        height: Double(height))
    }
    let truths = (0..<random.index(below: 15)).map { _ in
      DetectionTruth(box: box(), classIndex: random.index(below: classes))
    }
    let detections = (0..<count).map { index in
      // Some two in five are a truth, moved a little.
      guard index < count * 2 / 5, !truths.isEmpty else {
        return Detection(
          box: box(), classIndex: random.index(below: classes),
          confidence: random.uniform() * random.uniform())
      }
      let truth = truths[index % truths.count]
      var near = truth.box
      near.x += Double(random.normal()) * 0.12 * near.width
      near.y += Double(random.normal()) * 0.12 * near.height
      return Detection(
        box: near, classIndex: truth.classIndex, confidence: random.uniform(in: 0.2...1))
    }
    return (detections, truths)
  }
}
