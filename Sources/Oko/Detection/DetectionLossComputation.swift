import OkoTensors

/// One evaluation of a detection loss: assignment, the parts and, when asked, the gradient.
struct DetectionLossComputation {
  /// What one picture contributes.
  struct Picture: Sendable {
    var positives: [TaskAlignedAssigner.Positive] = []
    /// Whether the anchor is left out of the class part.
    var isIgnored: [Bool] = []
    var sides: [SideLosses] = []
    var box = 0.0
    var classes = 0.0
    var distribution = 0.0
    var scores = 0.0
  }

  let logits: Tensor
  let grid: AnchorGrid
  let classCount: Int
  let options: DetectionLossOptions
  let pictures: [Picture]
  /// The three parts, weighted.
  let parts: [Float]
  /// One over the sum of the scores asked.
  let scale: Double

  init(
    logits: Tensor, grid: AnchorGrid, targets: [DetectionTargets], classCount: Int,
    options: DetectionLossOptions
  ) {
    (self.logits, self.grid) = (logits, grid)
    (self.classCount, self.options) = (classCount, options)
    let rowCount = grid.count * (DistributionCodec.channels + classCount)
    pictures = logits.withUnsafePointer { start in
      Workers.shared.map(targets.count) { index in
        let work = PictureLoss(
          logits: start + index * rowCount, grid: grid, targets: targets[index],
          classCount: classCount, options: options)
        return work.evaluated()
      }
    }
    scale = 1 / max(pictures.reduce(0) { $0 + $1.scores }, 1)
    parts = [
      Float(pictures.reduce(0) { $0 + $1.box } * scale * Double(options.boxWeight)),
      Float(pictures.reduce(0) { $0 + $1.classes } * scale * Double(options.classWeight)),
      Float(
        pictures.reduce(0) { $0 + $1.distribution } * scale * Double(options.distributionWeight)),
    ]
  }

  /// The gradient of the parts at the logits.
  func gradient() -> DetectionLossGradient {
    let width = DistributionCodec.channels + classCount
    let total = Tensor(shape: logits.shape) { result in
      logits.withUnsafePointer { source in
        Workers.shared.run(chunks: pictures.count) { index in
          let offset = index * grid.count * width
          fill(result + offset, from: source + offset, pictures[index])
        }
      }
    }
    let boxScale = Float(scale * Double(options.boxWeight))
    let distributionScale = Float(scale * Double(options.distributionWeight))
    var (rows, box, distribution): ([Int], [Float], [Float]) = ([], [], [])
    for (index, picture) in pictures.enumerated() {
      for (positive, sides) in zip(picture.positives, picture.sides) {
        rows.append(index * grid.count + positive.anchor)
        box += sides.boxGradient.map { $0 * boxScale }
        distribution += sides.distributionGradient.map { $0 * distributionScale }
      }
    }
    return DetectionLossGradient(total: total, rows: rows, box: box, distribution: distribution)
  }

  /// Writes the gradient of the sum for one picture.
  private func fill(
    _ result: UnsafeMutablePointer<Float>, from logits: UnsafePointer<Float>, _ picture: Picture
  ) {
    let channels = DistributionCodec.channels
    let width = channels + classCount
    let classScale = Float(scale * Double(options.classWeight))
    for anchor in 0..<grid.count {
      let row = result + anchor * width
      row.update(repeating: 0, count: channels)
      if picture.isIgnored[anchor] {
        (row + channels).update(repeating: 0, count: classCount)
      } else {
        ClassLoss.gradient(
          logits + anchor * width + channels, count: classCount, scale: classScale,
          into: row + channels)
      }
    }
    let boxScale = Float(scale * Double(options.boxWeight))
    let distributionScale = Float(scale * Double(options.distributionWeight))
    for (positive, sides) in zip(picture.positives, picture.sides) {
      let row = result + positive.anchor * width
      for channel in 0..<channels {
        row[channel] =
          sides.boxGradient[channel] * boxScale
          + sides.distributionGradient[channel] * distributionScale
      }
      row[channels + sides.classIndex] += sides.classGradient * classScale
    }
  }
}
