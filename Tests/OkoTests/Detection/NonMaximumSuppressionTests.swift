import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct NonMaximumSuppressionTests {
  private struct Boxes {
    var corners: [BoxCorners] = []
    var scores: [Float] = []
    var classes: [Int] = []

    mutating func add(_ box: BoxCorners, _ score: Float, _ classIndex: Int) {
      corners.append(box)
      scores.append(score)
      classes.append(classIndex)
    }

    func kept(_ iou: Float, _ maximum: Int) -> [Int] {
      NonMaximumSuppression.keep(
        corners: corners, scores: scores, classes: classes, iou: iou, maximumDetections: maximum)
    }

    /// Every pair compared, as in torchvision.
    func reference(_ iou: Float, _ maximum: Int) -> [Int] {
      let finite = corners.indices.filter { corners[$0].isFinite && !scores[$0].isNaN }
      let order = finite.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
      var kept: [Int] = []
      for index in order where kept.count < maximum {
        let isCovered = kept.contains { other in
          guard classes[other] == classes[index] else { return false }
          let shared = corners[index].intersection(corners[other])
          let union = corners[index].area + corners[other].area - shared
          return shared > 0 && shared / union > iou
        }
        if !isCovered { kept.append(index) }
      }
      return kept
    }
  }

  private func random(
    _ count: Int, classes: Int, sizes: ClosedRange<Float>, snapped: Bool, seed: UInt64 = 1
  ) -> Boxes {
    var random = RandomSource(seed: seed, stream: "nms")
    var boxes = Boxes()
    let place = { (value: Float) in snapped ? (value / 8).rounded() * 8 : value }
    for _ in 0..<count {
      let (x, y) = (place(random.uniform() * 600), place(random.uniform() * 400))
      let width = place(random.uniform(in: sizes))
      let height = place(random.uniform(in: sizes))
      let score = snapped ? Float(random.index(below: 20)) / 20 : random.uniform()
      boxes.add(
        BoxCorners(left: x, top: y, right: x + width, bottom: y + height), score,
        random.index(below: classes))
    }
    return boxes
  }

  @Test(arguments: [Float(0), 0.1, 0.3, 0.45, 0.5, 0.7, 0.95, 1], [false, true])
  func equalsComparingEveryPair(iou: Float, snapped: Bool) {
    for (count, sizes) in [(20, 50...150), (900, 5...60), (900, 100...300)]
      as [(Int, ClosedRange<Float>)]
    {
      let boxes = random(count, classes: 2, sizes: sizes, snapped: snapped)
      #expect(boxes.kept(iou, 10_000) == boxes.reference(iou, 10_000))
      #expect(boxes.kept(iou, 17) == boxes.reference(iou, 17))
    }
  }

  /// Classes that share a list must not fill it: their numbers are equal modulo the number of lists.
  @Test(arguments: [1, 80])
  func crowdsAreThinnedAsByComparingEveryPair(classes: Int) {
    let crowd = CrowdedBoxes(count: 2000, classes: classes)
    var boxes = Boxes()
    for index in crowd.corners.indices {
      boxes.add(crowd.corners[index], crowd.scores[index], crowd.classes[index] * 8192)
    }
    for iou in [Float(0.45), 0.7] {
      #expect(crowd.kept(maximum: 2000, iou: iou) == boxes.reference(iou, 2000))
      #expect(boxes.kept(iou, 2000) == boxes.reference(iou, 2000))
    }
  }

  @Test func equalBoxesLeaveTheFirstOfEachClass() {
    var boxes = Boxes()
    for index in 0..<500 {
      boxes.add(BoxCorners(left: 10, top: 10, right: 50, bottom: 50), 0.5, index % 3)
    }
    #expect(boxes.kept(0.7, 300) == [0, 1, 2])
  }

  @Test func nestedBoxesStayWhileTheyDifferEnough() {
    var boxes = Boxes()
    for index in 0..<400 {
      let margin = Float(index) / 2
      boxes.add(
        BoxCorners(left: margin, top: margin, right: 500 - margin, bottom: 500 - margin),
        Float(400 - index), 7)
    }
    for iou in [Float(0.3), 0.5, 0.7, 0.99] {
      #expect(boxes.kept(iou, 1000) == boxes.reference(iou, 1000))
    }
  }

  @Test func whatIsNoNumberIsNeverKeptAndHarmsNoOther() {
    var boxes = random(300, classes: 2, sizes: 20...80, snapped: false)
    boxes.corners[0].left = .nan
    boxes.corners[4].right = .infinity
    boxes.corners[5].top = -.infinity
    boxes.scores[9] = .nan
    boxes.scores[10] = .infinity
    let kept = boxes.kept(0.5, 300)
    #expect(kept == boxes.reference(0.5, 300))
    #expect(kept.first == 10)
    #expect(Set(kept).isDisjoint(with: [0, 4, 5, 9]))
  }

  @Test func boxesAsLargeAsFloatsGoAreHarmless() {
    var boxes = random(100, classes: 1, sizes: 20...80, snapped: false)
    boxes.corners[3] = BoxCorners(left: -3e38, top: -3e38, right: 3e38, bottom: 3e38)
    boxes.corners[4] = BoxCorners(left: 1e30, top: 1e30, right: 2e30, bottom: 2e30)
    #expect(boxes.kept(0.5, 300) == boxes.reference(0.5, 300))
  }

  @Test func aBoxTurnedInsideOutNeitherCoversNorIsCovered() {
    var boxes = Boxes()
    for index in 0..<70 {
      boxes.add(BoxCorners(left: 50, top: 50, right: 10, bottom: 10), 1, index % 2)
    }
    boxes.add(BoxCorners(left: 0, top: 0, right: 60, bottom: 60), 0.5, 0)
    #expect(boxes.kept(0.5, 300) == Array(0...70))
  }

  @Test func classesMayBeAnyNumbers() {
    var boxes = Boxes()
    for classIndex in [Int.max, Int.min, -1, 0, 1 << 40, Int.max] {
      boxes.add(BoxCorners(left: 0, top: 0, right: 9, bottom: 9), 0.5, classIndex)
    }
    #expect(boxes.kept(0.7, 300) == [0, 1, 2, 3, 4])
  }

  @Test func exactlyTheThresholdIsKept() {
    let boxes = [
      Box(x: 0, y: 0, width: 30, height: 10), Box(x: 10, y: 0, width: 30, height: 10),
    ]
    func kept(_ iou: Float) -> [Int] {
      NonMaximumSuppression.keep(boxes: boxes, scores: [0.1, 0.2], classes: [0, 0], iou: iou)
    }
    #expect(kept(0.5) == [1, 0])
    #expect(kept(0.49) == [1])
  }

  @Test func scoresAreOrderedStably() {
    #expect(
      ScoreOrder.descending([0.5, -1, .nan, 0, -0.0, 0.5, .infinity, -.infinity, 1e-38])
        == [6, 0, 5, 8, 3, 4, 1, 7])
    #expect(ScoreOrder.descending([]).isEmpty)
  }

  @Test func eightThousandBoxesTakeMillisecondsHoweverTheyLie() {
    // A generous bound: what has to be caught is a quadratic blow-up, not a slow machine.
    for sizes in [5...60, 100...400] as [ClosedRange<Float>] {
      for classes in [1, 80] {
        let boxes = random(8400, classes: classes, sizes: sizes, snapped: false)
        for maximum in [300, 10_000] {
          var best = Duration.seconds(1)
          for _ in 0..<3 {
            best = min(best, ContinuousClock().measure { _ = boxes.kept(0.7, maximum) })
          }
          #expect(best < .milliseconds(maximum == 300 ? 10 : 60), "\(sizes), \(classes) classes")
        }
      }
    }
  }
}
