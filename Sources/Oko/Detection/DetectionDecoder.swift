#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import OkoImaging
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
  /// for its surest.
  public func detections(
    in logits: Tensor, options: DetectionOptions = .init(), severalClasses: Bool = false
  ) -> [[Detection]] {
    let width = DistributionCodec.channels + classCount
    precondition(
      logits.shape.rank == 3 && logits.shape[1] == grid.count && logits.shape[2] == width,
      "DetectionDecoder: logits \(logits.shape), expected [N, \(grid.count), \(width)]")
    return logits.withUnsafePointer { start in
      Workers.shared.map(logits.shape[0]) { index in
        detections(
          start + index * grid.count * width, options: options, severalClasses: severalClasses)
      }
    }
  }

  private func detections(
    _ logits: UnsafePointer<Float>, options: DetectionOptions, severalClasses: Bool
  ) -> [Detection] {
    let width = DistributionCodec.channels + classCount
    let isWanted = (0..<classCount).map { options.classes?.contains($0) ?? true }
    let limit = Self.logit(options.confidence)
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
        scores.append(1 / (1 + exp(-row[DistributionCodec.channels + classIndex])))
        classes.append(classIndex)
      }
    }
    let kept = NonMaximumSuppression.keep(
      corners: boxes, scores: scores, classes: classes, iou: options.iou,
      maximumDetections: options.maximumDetections)
    return kept.map {
      Detection(box: boxes[$0].box, classIndex: classes[$0], confidence: scores[$0])
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

  /// The logit of a probability; everything exceeds that of 0 or less, nothing that of 1 or more.
  private static func logit(_ probability: Float) -> Float {
    if probability <= 0 { return -.infinity }
    if probability >= 1 { return .infinity }
    return log(probability / (1 - probability))
  }
}
