package import OkoImaging
public import OkoTensors

/// Reads detections out of the raw output of a detector's head.
public struct DetectionDecoder: Hashable, Sendable {
  /// The anchors of the head.
  public let grid: AnchorGrid
  /// The number of classes.
  public let classCount: Int

  /// Makes a decoder for a head with `classCount` classes over `grid`.
  public init(grid: AnchorGrid, classCount: Int) {
    precondition(classCount > 0, "DetectionDecoder: \(classCount) classes")
    self.grid = grid
    self.classCount = classCount
  }

  /// The detections of every picture, surest first, in pixels of the network's input.
  ///
  /// `logits` has shape `[N, A, 64 + classes]`. Boxes are decoded only where the confidence asks for it. With
  /// `severalClasses`, an anchor may be reported once for every class, as evaluations want it; else only
  /// for its surest. Logits are divided by the temperature of the options, without one by 1.
  public func detections(
    in logits: Tensor, options: DetectionOptions = .init(), severalClasses: Bool = false
  ) -> [[Detection]] {
    let temperature = Temperature(options.temperature ?? 1)
    return candidates(
      in: logits, above: temperature.logit(exceeding: options.confidence), options: options,
      severalClasses: severalClasses
    ).map { found in
      found.map {
        Detection(
          box: $0.box, classIndex: $0.classIndex,
          confidence: temperature.probability(logit: $0.logit))
      }
    }
  }

  /// The same with logits, which exceed `limit`, instead of confidences.
  ///
  /// Boxes are ranked and suppressed by logits, so that no temperature changes their order.
  package func candidates(
    in logits: Tensor, above limit: Float, options: DetectionOptions = .init(),
    severalClasses: Bool = false
  ) -> [[DetectionCandidate]] {
    let width = DistributionCodec.channels + classCount
    precondition(
      logits.shape.rank == 3 && logits.shape[1] == grid.count && logits.shape[2] == width,
      "DetectionDecoder: logits \(logits.shape), expected [N, \(grid.count), \(width)]")
    return logits.withUnsafePointer { start in
      Workers.shared.map(logits.shape[0]) { index in
        candidates(
          start + index * grid.count * width, above: limit, options: options,
          severalClasses: severalClasses)
      }
    }
  }

  private func candidates(
    _ logits: UnsafePointer<Float>, above limit: Float, options: DetectionOptions,
    severalClasses: Bool
  ) -> [DetectionCandidate] {
    let width = DistributionCodec.channels + classCount
    let isWanted = (0..<classCount).map { options.classes?.contains($0) ?? true }
    var (boxes, scores, classes): ([BoxCorners], [Float], [Int]) = ([], [], [])
    for anchor in 0..<grid.count {
      let row = logits + anchor * width
      let found = Self.classes(
        row + DistributionCodec.channels, isWanted, above: limit, several: severalClasses)
      guard !found.isEmpty else { continue }
      let box = DistributionCodec.corners(
        row, centerX: grid.centersX[anchor], centerY: grid.centersY[anchor],
        stride: grid.strides[anchor])
      for classIndex in found {
        boxes.append(box)
        scores.append(row[DistributionCodec.channels + classIndex])
        classes.append(classIndex)
      }
    }
    let kept = NonMaximumSuppression.keep(
      corners: boxes, scores: scores, classes: classes, iou: options.iou,
      maximumDetections: options.maximumDetections)
    return kept.map {
      DetectionCandidate(box: boxes[$0].box, classIndex: classes[$0], logit: scores[$0])
    }
  }

  /// The classes of one anchor whose logits exceed `limit`, or only the surest of them.
  private static func classes(
    _ logits: UnsafePointer<Float>, _ isWanted: [Bool], above limit: Float, several: Bool
  ) -> [Int] {
    var found: [Int] = []
    for classIndex in isWanted.indices where logits[classIndex] > limit && isWanted[classIndex] {
      if several || found.isEmpty {
        found.append(classIndex)
      } else if logits[classIndex] > logits[found[0]] {
        found[0] = classIndex
      }
    }
    return found
  }
}

/// Something found, before its logit becomes a confidence.
package struct DetectionCandidate: Hashable, Sendable {
  package var box: Box
  package let classIndex: Int
  package let logit: Float

  package init(box: Box, classIndex: Int, logit: Float) {
    (self.box, self.classIndex, self.logit) = (box, classIndex, logit)
  }
}
