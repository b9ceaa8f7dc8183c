import Oko
import OkoTensors
import TestSupport
import Testing

@Suite struct SegmentationLossTests {
  /// Two pictures of 3 × 2 pixels with 3 classes, one pixel of each ignored.
  static let labels: [UInt8] = [0, 1, 255, 2, 1, 0, 1, 1, 0, 255, 2, 0]
  static let edges: [UInt8] = [0, 255, 0, 0, 255, 0, 51, 0, 0, 9, 255, 0]
  static let depths: [UInt8] = [0, 255, 7, 128, 51, 0, 255, 204, 0, 0, 102, 0]

  static let variants: [SegmentationLossOptions] = {
    var all = SegmentationLossOptions.Preset.allCases.map(\.options)
    var weighted = SegmentationLossOptions()
    weighted.classWeights = [0.5, 2, 3.25]
    weighted.diceCountsFirstClass = true
    (weighted.crossEntropy, weighted.dice, weighted.edges, weighted.depths) = (0.7, 1.3, 2, 0.4)
    all.append(weighted)
    weighted.focus = 1.5
    all.append(weighted)
    return all
  }()

  private func logits(_ channels: Int, seed: UInt64 = 3) -> Tensor {
    var random = RandomSource(seed: seed)
    return Tensor(uniform: [2, 2, 3, channels], in: -2...2, using: &random)
  }

  private func target(instances: Bool) -> SegmentationTarget {
    SegmentationTarget(
      labels: Self.labels,
      instances: instances ? InstanceTargets(edges: Self.edges, depths: Self.depths) : nil)
  }

  @Test(arguments: variants, [false, true])
  func itIsWhatItsDocumentationSays(options: SegmentationLossOptions, instances: Bool) {
    let logits = logits(instances ? 5 : 3)
    let rows = logits.scalars
    let width = instances ? 5 : 3
    var reference = SegmentationLossReference(
      logits: (0..<12).map { rows[$0 * width..<($0 + 1) * width].map(Double.init) },
      labels: Self.labels, classCount: 3, options: options)
    if instances {
      reference.edges = Self.edges.map { Double($0) / 255 }
      reference.depths = Self.depths.map { Double($0) / 255 }
    }
    let loss = SegmentationLoss(
      target(instances: instances), classCount: 3, options: options, weight: 0.25)
    let parts = loss(logits).scalars
    #expect(parts.count == reference.parts.count)
    for (part, expected) in zip(parts, reference.parts) {
      #expect(abs(Double(part) - expected / 4) < 1e-5)
    }
  }

  @Test(arguments: variants, [false, true])
  func theGradientIsThatOfTheValue(options: SegmentationLossOptions, instances: Bool) {
    // Only the labels decide; the parts are scaled apart, so that each slope is checked.
    let target = target(instances: instances)
    let mismatches = FiniteDifferences(tolerance: 2e-3, elementLimit: 60).mismatches(
      at: [logits(instances ? 5 : 3)]
    ) { SegmentationLoss(target, classCount: 3, options: options)($0[0]) }
    #expect(mismatches == [])
  }

  @Test func theSumOfThePartsHasTheKeptGradient() {
    let logits = logits(5).tracked()
    let loss = SegmentationLoss(target(instances: true), classCount: 3)
    let kept = gradients(of: loss(logits).sum(), at: [logits])[0].scalars
    let scaled = gradients(of: (loss(logits) * 2).sum(), at: [logits])[0].scalars
    for (one, two) in zip(kept, scaled) { #expect(abs(2 * one - two) < 1e-6) }
  }

  @Test func whatIsIgnoredHasNoSlope() {
    let logits = logits(5).tracked()
    let loss = SegmentationLoss(target(instances: true), classCount: 3)
    let slopes = gradients(of: loss(logits).sum(), at: [logits])[0].scalars
    for (pixel, label) in Self.labels.enumerated() {
      let isFlat = slopes[pixel * 5..<(pixel + 1) * 5].allSatisfy { $0 == 0 }
      #expect(isFlat == (label == 255))
    }
  }

  @Test func aBatchOfWhichNothingIsKnownCostsNothing() {
    let logits = logits(3).tracked()
    let unknown = SegmentationTarget(labels: [UInt8](repeating: 255, count: 12))
    let parts = SegmentationLoss(unknown, classCount: 3)(logits)
    #expect(parts.scalars == [0, 0])
    #expect(gradients(of: parts.sum(), at: [logits])[0].scalars.allSatisfy { $0 == 0 })
  }

  @Test func rightAnswersCostLittleAndWrongOnesMuch() {
    let right = (0..<12).flatMap { pixel in
      (0..<3).map { Float(Self.labels[pixel] == UInt8($0) ? 12 : 0) }
    }
    let target = target(instances: false)
    let loss = SegmentationLoss(target, classCount: 3)
    let (good, bad) = (
      Tensor(right, shape: [2, 2, 3, 3]), Tensor(right.map(-), shape: [2, 2, 3, 3])
    )
    #expect(loss(good).scalars.allSatisfy { $0 < 0.01 })
    #expect(loss(bad).scalars[0] > 10)
  }

  @Test func theNumberOfThreadsChangesNoBit() {
    var random = RandomSource(seed: 5)
    let logits = Tensor(uniform: [1, 150, 200, 4], in: -3...3, using: &random).tracked()
    let labels = (0..<30_000).map { _ in UInt8(random.index(below: 4)) }
    let loss = SegmentationLoss(SegmentationTarget(labels: labels), classCount: 4)
    let (one, two) = onOneAndTwoThreads {
      let parts = loss(logits)
      return parts.scalars + gradients(of: parts.sum(), at: [logits])[0].scalars
    }
    #expect(one == two)
  }

  @Test func aReducedTargetHasThePixelBelowTheMiddleOfEachSquare() {
    // A row of 4 × 4 pixels: of each 2 × 2 square the lower right one.
    let labels = (0..<16).map { UInt8($0) }
    let target = SegmentationTarget(
      labels: labels + labels,
      instances: InstanceTargets(edges: labels + labels, depths: labels + labels))
    let reduced = target.reduced(by: 2, width: 4, height: 4)
    #expect(reduced.labels == [5, 7, 13, 15, 5, 7, 13, 15])
    #expect(reduced.instances?.depths == reduced.labels)
    #expect(target.reduced(by: 1, width: 4, height: 4) == target)
  }
}
