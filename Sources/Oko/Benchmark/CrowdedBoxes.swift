import OkoTensors

/// Made-up boxes of a detector that is sure of everything: each anchor of a crowded picture marks a thing near it.
package struct CrowdedBoxes: Sendable {
  package private(set) var corners: [BoxCorners] = []
  package private(set) var scores: [Float] = []
  package private(set) var classes: [Int] = []

  /// Boxes of 64 things on a picture of 640×640, whose edges are off by a tenth of its sides, as a rule.
  package init(count: Int, classes classCount: Int) {
    var random = RandomSource(seed: 0, stream: "crowded boxes")
    let things = (0..<64).map { _ in
      let (width, height) = (random.uniform(in: 40...300), random.uniform(in: 40...300))
      let (x, y) = (random.uniform(in: 0...(640 - width)), random.uniform(in: 0...(640 - height)))
      return BoxCorners(left: x, top: y, right: x + width, bottom: y + height)
    }
    for _ in 0..<count {
      let thing = things[random.index(below: things.count)]
      let (x, y) = (0.1 * thing.width, 0.1 * thing.height)
      corners.append(
        BoxCorners(
          left: thing.left + random.normal() * x, top: thing.top + random.normal() * y,
          right: thing.right + random.normal() * x, bottom: thing.bottom + random.normal() * y))
      scores.append(random.uniform(in: 0.3...1))
      classes.append(random.index(below: classCount))
    }
  }

  /// The boxes that suppression at the usual threshold keeps.
  package func kept(maximum: Int, iou: Float = 0.7) -> [Int] {
    NonMaximumSuppression.keep(
      corners: corners, scores: scores, classes: classes, iou: iou, maximumDetections: maximum)
  }
}
