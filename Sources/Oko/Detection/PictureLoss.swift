#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import OkoImaging

/// The loss of one picture before it is divided by the scores of the batch.
struct PictureLoss {
  let logits: UnsafePointer<Float>
  let grid: AnchorGrid
  let targets: DetectionTargets
  let classCount: Int
  let options: DetectionLossOptions

  private var width: Int { DistributionCodec.channels + classCount }

  /// Assigns the targets and adds up the parts.
  func evaluated() -> DetectionLossComputation.Picture {
    var picture = DetectionLossComputation.Picture()
    picture.positives = assigned()
    picture.isIgnored = ignored(answering: picture.positives)
    for anchor in 0..<grid.count where !picture.isIgnored[anchor] {
      picture.classes += Double(
        ClassLoss.value(
          logits + anchor * width + DistributionCodec.channels, count: classCount))
    }
    for positive in picture.positives {
      let sides = SideLosses(
        positive, logits: logits + positive.anchor * width, grid: grid,
        target: targets.boxes[positive.target])
      let answer = ClassLoss.answer(
        logits[positive.anchor * width + DistributionCodec.channels + classIndex(positive)],
        score: positive.score,
        positiveWeight: options.positiveWeights?[classIndex(positive)] ?? 1)
      picture.box += sides.box
      picture.distribution += sides.distribution
      picture.classes += answer.value
      picture.scores += Double(positive.score)
      picture.sides.append(
        sides.answering(classIndex: classIndex(positive), gradient: answer.gradient))
    }
    return picture
  }

  private func classIndex(_ positive: TaskAlignedAssigner.Positive) -> Int {
    targets.classes[positive.target]
  }

  /// Boxes are decoded only where a target asks for them, and once.
  private func assigned() -> [TaskAlignedAssigner.Positive] {
    guard !targets.boxes.isEmpty else { return [] }
    var decoded = [TaskAlignedAssigner.Prediction?](repeating: nil, count: grid.count)
    return options.assigner.assign(
      targets, on: grid,
      prediction: { anchor in
        if let known = decoded[anchor] { return known }
        let made = TaskAlignedAssigner.Prediction(
          DistributionCodec.corners(
            logits + anchor * width, centerX: grid.centersX[anchor],
            centerY: grid.centersY[anchor], stride: grid.strides[anchor]))
        decoded[anchor] = made
        return made
      },
      probability: { anchor, classIndex in
        1 / (1 + exp(-logits[anchor * width + DistributionCodec.channels + classIndex]))
      })
  }

  /// Which anchors lie inside an ignored place and answer for no target.
  private func ignored(answering positives: [TaskAlignedAssigner.Positive]) -> [Bool] {
    var result = [Bool](repeating: false, count: grid.count)
    for place in targets.ignored {
      grid.forEachAnchor(inside: BoxCorners(place)) { result[$0] = true }
    }
    for positive in positives { result[positive.anchor] = false }
    return result
  }
}
