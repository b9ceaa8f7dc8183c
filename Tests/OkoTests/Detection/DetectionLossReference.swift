import Foundation
import Oko
import OkoImaging
import OkoTensors

/// The loss of YOLOv8 written term by term in double precision, with everything that is a constant for the
/// gradient (who answers for whom, the scores asked, the overlap's trade) found once.
struct DetectionLossReference {
  let grid: AnchorGrid
  let targets: [DetectionTargets]
  let classCount: Int
  let options: DetectionLossOptions
  private var positives: [[TaskAlignedAssigner.Positive]] = []
  private var trades: [[Double]] = []
  private var width: Int { 64 + classCount }

  init(
    _ logits: [Double], grid: AnchorGrid, targets: [DetectionTargets], classCount: Int,
    options: DetectionLossOptions
  ) {
    (self.grid, self.targets) = (grid, targets)
    (self.classCount, self.options) = (classCount, options)
    for (picture, wanted) in targets.enumerated() {
      let chosen = options.assigner.assign(
        wanted, on: grid,
        prediction: { anchor in
          let b = box(logits, picture, anchor) * Double(grid.strides[anchor])
          let (x, y) = (grid.centersX[anchor], grid.centersY[anchor])
          return .init(
            BoxCorners(
              left: x + Float(b.x), top: y + Float(b.y), right: x + Float(b.z),
              bottom: y + Float(b.w)))
        },
        probability: { Float(1 / (1 + exp(-logits[place(picture, $0) + 64 + $1]))) })
      positives.append(chosen)
      trades.append(
        chosen.map {
          CompleteOverlapReference.trade(
            box(logits, picture, $0.anchor), target(picture, $0))
        })
    }
  }

  var answering: Int { positives.reduce(0) { $0 + $1.count } }

  private func place(_ picture: Int, _ anchor: Int) -> Int {
    (picture * grid.count + anchor) * width
  }

  private func probabilities(_ logits: [Double], _ start: Int) -> [Double] {
    let powers = (0..<16).map { exp(logits[start + $0]) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  /// The predicted box in strides from the anchor.
  private func box(_ logits: [Double], _ picture: Int, _ anchor: Int) -> SIMD4<Double> {
    var result = SIMD4<Double>()
    for side in 0..<4 {
      let p = probabilities(logits, place(picture, anchor) + side * 16)
      let distance = (0..<16).reduce(0) { $0 + Double($1) * p[$1] }
      result[side] = side < 2 ? -distance : distance
    }
    return result
  }

  private func target(
    _ picture: Int, _ positive: TaskAlignedAssigner.Positive
  ) -> SIMD4<Double> {
    let box = targets[picture].boxes[positive.target]
    let x = Double(grid.centersX[positive.anchor])
    let y = Double(grid.centersY[positive.anchor])
    return SIMD4(box.x - x, box.y - y, box.maxX - x, box.maxY - y)
      / Double(grid.strides[positive.anchor])
  }

  func parts(_ logits: [Double]) -> [Double] {
    var (boxes, classes, sides, total) = (0.0, 0.0, 0.0, 0.0)
    for picture in targets.indices {
      var asked = [[Double]](
        repeating: [Double](repeating: 0, count: classCount), count: grid.count)
      for (positive, trade) in zip(positives[picture], trades[picture]) {
        let score = Double(positive.score)
        asked[positive.anchor][targets[picture].classes[positive.target]] = score
        total += score
        let wanted = target(picture, positive)
        let predicted = box(logits, picture, positive.anchor)
        boxes += score * (1 - CompleteOverlapReference.value(predicted, wanted, trade: trade))
        for side in 0..<4 {
          let p = probabilities(logits, place(picture, positive.anchor) + side * 16)
          let distance = min(max(side < 2 ? -wanted[side] : wanted[side], 0), 14.99)
          let lower = distance.rounded(.down)
          let share = distance - lower
          sides -= score / 4 * (1 - share) * log(p[Int(lower)])
          sides -= score / 4 * share * log(p[Int(lower) + 1])
        }
      }
      for anchor in 0..<grid.count {
        let (x, y) = (Double(grid.centersX[anchor]), Double(grid.centersY[anchor]))
        let isIgnored = targets[picture].ignored.contains {
          x > $0.x && x < $0.maxX && y > $0.y && y < $0.maxY
        }
        if isIgnored, !positives[picture].contains(where: { $0.anchor == anchor }) { continue }
        for index in 0..<classCount {
          let p = 1 / (1 + exp(-logits[place(picture, anchor) + 64 + index]))
          let t = asked[anchor][index]
          let weight = Double(options.positiveWeights?[index] ?? 1)
          classes -= weight * t * log(p) + (1 - t) * log(1 - p)
        }
      }
    }
    total = max(total, 1)
    return [
      boxes / total * Double(options.boxWeight), classes / total * Double(options.classWeight),
      sides / total * Double(options.distributionWeight),
    ]
  }

  /// The slope of `weights · parts` at one logit, by central differences.
  func slope(_ logits: [Double], at index: Int, weights: [Double]) -> Double {
    func value(_ step: Double) -> Double {
      var moved = logits
      moved[index] += step
      return zip(parts(moved), weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return (value(1e-4) - value(-1e-4)) / 2e-4
  }
}
