import Foundation
import Oko
import OkoImaging
import OkoTensors
import Testing

/// Random predictions near random targets on a small grid.
private struct Scene {
  let grid = AnchorGrid(size: Size(width: 96, height: 80))
  var targets = DetectionTargets()
  var predictions: [BoxCorners] = []
  var probabilities: [[Float]] = []

  init(seed: UInt64, boxes: Int, classes: Int = 3) {
    var random = RandomSource(seed: seed, stream: "assigner")
    for _ in 0..<boxes {
      let (width, height) = (random.uniform(in: 2...60), random.uniform(in: 2...60))
      targets.boxes.append(
        Box(
          x: Double(random.uniform(in: 0...(96 - width))),
          y: Double(random.uniform(in: 0...(80 - height))), width: Double(width),
          height: Double(height)))
      targets.classes.append(random.index(below: classes))
    }
    for anchor in 0..<grid.count {
      let (x, y) = (grid.centersX[anchor], grid.centersY[anchor])
      predictions.append(
        BoxCorners(
          left: x - random.uniform(in: 1...40), top: y - random.uniform(in: 1...40),
          right: x + random.uniform(in: 1...40), bottom: y + random.uniform(in: 1...40)))
      probabilities.append((0..<classes).map { _ in random.uniform(in: 0.01...0.99) })
    }
  }

  func assigned(_ assigner: TaskAlignedAssigner = .init()) -> [TaskAlignedAssigner.Positive] {
    assigner.assign(
      targets, on: grid, prediction: { .init(predictions[$0]) },
      probability: { probabilities[$0][$1] })
  }

  /// The same by whole matrices in double precision, as the paper's tables would have it.
  func reference() -> [Int: (target: Int, score: Double)] {
    let count = grid.count
    var overlap: [[Double]] = []
    var alignment: [[Double]] = []
    var wanted: [[Bool]] = []
    for (box, classIndex) in zip(targets.boxes, targets.classes) {
      let target = SIMD4(box.x, box.y, box.maxX, box.maxY)
      var inside = (0..<count).filter {
        Double(grid.centersX[$0]) > box.x && Double(grid.centersX[$0]) < box.maxX
          && Double(grid.centersY[$0]) > box.y && Double(grid.centersY[$0]) < box.maxY
      }
      if inside.isEmpty {
        let finest = (0..<grid.count).filter { grid.strides[$0] == 8 }
        func distance(_ anchor: Int) -> Double {
          hypot(
            Double(grid.centersX[anchor]) - (box.x + box.maxX) / 2,
            Double(grid.centersY[anchor]) - (box.y + box.maxY) / 2)
        }
        inside = [finest.min { distance($0) < distance($1) } ?? 0]
      }
      let overlaps = (0..<count).map { anchor -> Double in
        guard inside.contains(anchor) else { return 0 }
        let p = predictions[anchor]
        let box = SIMD4(Double(p.left), Double(p.top), Double(p.right), Double(p.bottom))
        return max(0, CompleteOverlap.valueAndGradient(box, target: target).value)
      }
      let alignments = (0..<count).map {
        pow(Double(probabilities[$0][classIndex]), 0.5) * pow(overlaps[$0], 6)
      }
      let chosen = Set(inside.sorted { alignments[$0] > alignments[$1] }.prefix(10))
      overlap.append(overlaps)
      alignment.append(alignments)
      wanted.append((0..<count).map { chosen.contains($0) })
    }
    var result: [Int: (target: Int, score: Double)] = [:]
    for anchor in 0..<count {
      let claimants = targets.boxes.indices.filter { wanted[$0][anchor] }
      guard let first = claimants.first else { continue }
      let target = claimants.dropFirst().reduce(first) {
        overlap[$1][anchor] > overlap[$0][anchor] ? $1 : $0
      }
      result[anchor] = (target, 0)
    }
    for target in targets.boxes.indices {
      let own = result.filter { $0.value.target == target }.map(\.key)
      let bestAlignment = own.map { alignment[target][$0] }.max() ?? 0
      let bestOverlap = own.map { overlap[target][$0] }.max() ?? 0
      for anchor in own where bestAlignment > 0 {
        result[anchor] = (target, alignment[target][anchor] / bestAlignment * bestOverlap)
      }
    }
    return result
  }
}

@Suite struct TaskAlignedAssignerTests {
  @Test(arguments: [0, 1, 2, 5, 20])
  func equalsTheSlowReference(boxes: Int) {
    for seed in UInt64(0)..<6 {
      let scene = Scene(seed: seed, boxes: boxes)
      let positives = scene.assigned()
      let expected = scene.reference()
      // Anchors that answer nothing (no overlap) may tie; they carry no weight.
      let meant = positives.filter { $0.score > 0 }
      #expect(meant.map(\.anchor) == expected.filter { $0.value.score > 0 }.keys.sorted())
      for positive in meant {
        let other = expected[positive.anchor]
        #expect(positive.target == other?.target)
        #expect(abs(Double(positive.score) - (other?.score ?? 9)) < 1e-4)
      }
    }
  }

  @Test func aBoxSmallerThanACellGetsTheNearestAnchor() {
    var scene = Scene(seed: 1, boxes: 0)
    scene.targets = DetectionTargets(
      boxes: [Box(x: 17, y: 33, width: 2, height: 2)], classes: [1])
    scene.predictions[50] = BoxCorners(left: 15, top: 31, right: 24, bottom: 40)
    let positives = scene.assigned()
    #expect(positives.map(\.anchor) == [4 * 12 + 2])
    #expect(positives[0].score > 0)
  }

  @Test func theBestAnchorOfATargetIsAskedForItsLargestOverlap() {
    var scene = Scene(seed: 8, boxes: 1)
    scene.targets.boxes = [Box(x: 10, y: 12, width: 70, height: 50)]
    let positives = scene.assigned()
    #expect(positives.count == 10)
    let box = scene.targets.boxes[0]
    let overlaps = positives.map { positive -> Double in
      let p = scene.predictions[positive.anchor]
      return CompleteOverlap.valueAndGradient(
        SIMD4(Double(p.left), Double(p.top), Double(p.right), Double(p.bottom)),
        target: SIMD4(box.x, box.y, box.maxX, box.maxY)
      ).value
    }
    let best = positives.map(\.score).max() ?? 0
    #expect(abs(Double(best) - (overlaps.max() ?? 0)) < 1e-5)
  }

  @Test func predictionsThatAreNoNumbersAreNeverAskedForAnything() {
    var scene = Scene(seed: 4, boxes: 3)
    for anchor in scene.predictions.indices { scene.predictions[anchor].left = .nan }
    #expect(scene.assigned().allSatisfy { $0.score == 0 })
  }
}
